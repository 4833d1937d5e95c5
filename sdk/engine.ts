import { type Attestation, createAttester } from "./attester";
import { bindingHash } from "./binding";
import { type ApiDomain, createConfigSource } from "./config-source";
import { type AttestryError, AttestryOtherError, typedError } from "./errors";
import { createHold } from "./hold";
import { createInstanceKeeper } from "./instance-keeper";
import type { Settings } from "./options";
import { createService } from "./service";
import type { Status } from "./status";
import type { UsableToken } from "./token-cache";
import { createTokenSource } from "./token-source";
import { carriesTokensSafely, isDomainOf } from "./urls";

/** One thing that happened, also in the background where no caller is told. */
export interface StatusEvent {
  readonly status: Status;
  readonly during: "attestation" | "configuration" | "storage";
  /** Of an answered attestation. */
  readonly arc?: string;
  readonly error?: AttestryError;
}

/** The protecting SDK: everything between a URL and a token. */
export interface Engine {
  readonly settings: Settings;
  /** Loads the kept instance and begins to attest ahead of need; with `willBind`, no further than enrolment. */
  start(willBind: boolean): Promise<void>;
  stop(): void;
  /** A usable token for the URL's API domain; `bound` is the value it shall be bound to. Rejects with AttestryError. */
  token(url: URL, bound: string | null): Promise<UsableToken>;
  /** Attests whatever is cached. */
  attestNow(): Promise<Attestation>;
  domainOf(url: URL): ApiDomain | null;
  instanceId(): string | null;
  lastArc(): string | null;
}

export function createEngine(settings: Settings, emit: (event: StatusEvent) => void): Engine {
  const { clock, transport, timeoutSeconds, url, app, platform } = settings;
  const report = (during: StatusEvent["during"]) => (error: unknown) => {
    emit({ status: typedError(error).status, during, error: typedError(error) });
  };
  const service = createService({ transport, url, app, platform, timeoutMs: timeoutSeconds * 1000 });
  const guarded = createHold(settings);
  const keeper = createInstanceKeeper(settings, report("storage"));
  const attester = createAttester(settings, service, keeper);
  const fetchConfig = () => guarded(service.config);
  const configs = createConfigSource({ fetchConfig, keeper, clock, report: report("configuration") });
  let lastArc: string | null = null;

  async function attestOnce(binding: string | null): Promise<Attestation> {
    try {
      await configs.get();
      const attestation = await guarded(() => attester.attest(binding));
      lastArc = attestation.answer.arc;
      emit({ status: "SUCCESS", during: "attestation", arc: lastArc });
      return attestation;
    } catch (error) {
      report("attestation")(error);
      throw typedError(error);
    }
  }

  const tokens = createTokenSource({ settings, getConfig: configs.get, attestOnce });

  function domainOf(target: URL): ApiDomain | null {
    return configs.known()?.domains.find(({ domain }) => isDomainOf(domain, target)) ?? null;
  }

  async function token(target: URL, bound: string | null): Promise<UsableToken> {
    const { version } = await configs.get();
    if (domainOf(target) === null) {
      configs.mayBeStale();
      throw new AttestryOtherError("UNKNOWN_URL");
    }
    if (!carriesTokensSafely(target)) throw new AttestryOtherError("BAD_URL");
    const binding = bound === null ? null : await bindingHash(bound);
    return tokens.token(binding, (domain) => isDomainOf(domain, target), version);
  }

  return {
    settings,
    async start(willBind) {
      await keeper.load();
      tokens.start();
      if (!settings.background) return;
      if (willBind) guarded(attester.enrol).catch(report("attestation"));
      else tokens.prefetch();
    },
    stop: tokens.stop,
    token: (target, bound) => token(target, bound).catch(rethrowTyped),
    attestNow: () => tokens.attest(null),
    domainOf,
    instanceId: () => keeper.instance()?.instanceId ?? null,
    lastArc: () => lastArc,
  };
}

function rethrowTyped(error: unknown): never {
  throw typedError(error);
}
