import type { Wants } from "../lib/contract/wants";
import { type Attestation, createAttester } from "./attester";
import { bindingHash } from "./binding";
import { type ApiDomain, createConfigSource } from "./config-source";
import type { OpenedDelivery } from "./delivery";
import {
  type AttestryError,
  AttestryNetworkError,
  AttestryOtherError,
  AttestryRejectionError,
  typedError,
} from "./errors";
import { createHold } from "./hold";
import { createInstanceKeeper } from "./instance-keeper";
import type { Settings } from "./options";
import { createSecretKeeper, type SecretKeeper } from "./secret-keeper";
import { createSecretSource, type SecretSource } from "./secrets";
import { createSecureStrings, type SecureStrings } from "./secure-strings";
import { createService } from "./service";
import type { Status } from "./status";
import { createStorageKey } from "./storage-key";
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
  readonly secretKeeper: SecretKeeper;
  readonly secrets: SecretSource;
  readonly secureStrings: SecureStrings;
  /** Attests for what is wanted besides tokens; rejects with REJECTED when this instance is refused. */
  request(wants: Wants): Promise<OpenedDelivery>;
  domainOf(url: URL): ApiDomain | null;
  instanceId(): string | null;
  lastArc(): string | null;
}

/** An attestation with what was sealed into its answer; null when nothing was wanted. */
type Delivered = Attestation & { readonly delivery: OpenedDelivery | null };

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

  const secretKeeper = createSecretKeeper(clock);
  if (settings.secrets) secretKeeper.wantSecrets();

  async function attestOnce(binding: string | null, more: Wants = {}): Promise<Delivered> {
    try {
      await configs.get();
      const wants = secretKeeper.wants(more);
      const attestation = await guarded(() => attester.attest({ bindingHash: binding, wants }));
      const { arc, reasons = [], delivery: sealed } = attestation.answer;
      const { privateKey, sentAt } = attestation;
      const delivery =
        sealed === undefined ? null : await secretKeeper.receive({ sealed, privateKey, sentAt, arc, reasons });
      lastArc = arc;
      emit({ status: "SUCCESS", during: "attestation", arc });
      return { ...attestation, delivery };
    } catch (error) {
      report("attestation")(error);
      throw typedError(error);
    }
  }

  const environmentChanged = () => {
    secretKeeper.forget();
    storageKey.forget();
  };
  const tokens = createTokenSource({
    settings,
    getConfig: configs.get,
    attestOnce: (binding) => attestOnce(binding),
    environmentChanged,
  });

  async function request(wants: Wants) {
    const { answer, delivery, sentAt } = await attestOnce(null, wants);
    if (delivery === null) throw new AttestryNetworkError("NO_SERVICE", new Error("the service delivers nothing"));
    if (!delivery.pass) throw new AttestryRejectionError(answer.arc, answer.reasons ?? []);
    return { delivery, sentAt };
  }

  const storageKey = createStorageKey(clock, () => request({ storage_key: true }));
  const secrets = createSecretSource(secretKeeper, () => tokens.attest(null));

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
    secretKeeper,
    secrets,
    secureStrings: createSecureStrings(settings.secureStore, storageKey.get, secrets),
    request: async (wants) => (await request(wants)).delivery,
    domainOf,
    instanceId: () => keeper.instance()?.instanceId ?? null,
    lastArc: () => lastArc,
  };
}

function rethrowTyped(error: unknown): never {
  throw typedError(error);
}
