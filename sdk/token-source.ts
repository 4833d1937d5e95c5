import type { ConfigResponse } from "../lib/contract/protocol-answers";
import type { Attestation } from "./attester";
import { createEnvironmentWatch } from "./environment-watch";
import { AttestryOtherError } from "./errors";
import type { Settings } from "./options";
import { createRenewal } from "./renewal";
import { keyed } from "./single-flight";
import { createTokenCache, type UsableToken } from "./token-cache";

/** Tokens, from the cache or by attesting. */
export interface TokenSource {
  /** A usable token for the domain that `matches`. */
  token(binding: string | null, matches: (domain: string) => boolean, configVersion: number): Promise<UsableToken>;
  /** Attests whatever is cached; who asks while an attestation is under way joins it. */
  attest(binding: string | null): Promise<Attestation>;
  /** Attests without anybody waiting; `attest` has reported a failure by then. */
  prefetch(): void;
  start(): void;
  stop(): void;
}

interface TokenSourceOptions {
  readonly settings: Settings;
  readonly getConfig: () => Promise<ConfigResponse>;
  /** One attestation with everything that may fail reported. */
  readonly attestOnce: (binding: string | null) => Promise<Attestation>;
  /** Told when nothing that was measured before may be used any more. */
  readonly environmentChanged: () => void;
}

/** Attestations one call may need when the environment changes under way. */
const TRIES_MAX = 3;

export function createTokenSource({
  settings,
  getConfig,
  attestOnce,
  environmentChanged,
}: TokenSourceOptions): TokenSource {
  const { clock, background } = settings;
  const cache = createTokenCache(clock);
  const flights = keyed<Attestation>();
  /** Grows when the environment changes, so that nothing measured before is used after. */
  let generation = 0;
  let lastBinding: string | null = null;

  const renewal = createRenewal({
    dueInMs: () => (background ? cache.refreshInMs(lastBinding) : null),
    renew: prefetch,
  });
  const environment = createEnvironmentWatch({
    providers: settings.signalProviders,
    intervalMs: settings.measureIntervalSeconds * 1000,
    clock,
    changed() {
      generation += 1;
      cache.clear();
      environmentChanged();
      if (background) prefetch();
    },
  });

  function attest(binding: string | null): Promise<Attestation> {
    const startedIn = generation;
    return flights(`${startedIn} ${binding ?? ""}`, async () => {
      const attestation = await attestOnce(binding);
      const { version, refreshBeforeExpirySeconds } = await getConfig();
      if (startedIn !== generation) return attestation;
      environment.attested(attestation.environment, attestation.sentAt);
      cache.put(binding, attestation, refreshBeforeExpirySeconds, version);
      renewal.attested();
      return attestation;
    });
  }

  function prefetch(): void {
    attest(lastBinding).catch(() => {});
  }

  return {
    async token(binding, matches, configVersion) {
      lastBinding = binding;
      for (let tries = 0; tries < TRIES_MAX; tries += 1) {
        // No token leaves on a look at the environment that is older than the interval.
        await environment.look();
        const lookup = cache.lookup(binding, matches, tries === 0 ? configVersion : 0);
        if (lookup.found === "no-token-for-domain") throw new AttestryOtherError("UNPROTECTED_URL");
        if (lookup.found === "token") {
          renewal.used();
          if (lookup.due && background) prefetch();
          return lookup.token;
        }
        await attest(binding);
      }
      throw new AttestryOtherError("INTERNAL_ERROR", undefined, "The environment keeps changing.");
    },
    attest,
    prefetch,
    start: () => environment.start(),
    stop() {
      renewal.stop();
      environment.stop();
    },
  };
}
