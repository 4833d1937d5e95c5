import type { IssuedToken } from "../lib/contract/protocol-answers";
import type { Attestation } from "./attester";
import { type Clock, elapsedMs, type Moment } from "./clock";

/** A token fit to be sent now. */
export interface UsableToken extends IssuedToken {
  readonly arc: string;
  /** Present when the service told why it refuses this instance; the token is then a decoy. */
  readonly reasons?: readonly string[];
}

/** What the cache knows about one binding: a token to use, how urgently to attest again, or nothing. */
export type Lookup =
  | { readonly found: "token"; readonly token: UsableToken; readonly due: boolean }
  | { readonly found: "no-token-for-domain" }
  | { readonly found: "nothing" };

interface Entry {
  readonly tokens: readonly UsableToken[];
  readonly sentAt: Moment;
  readonly refreshAfterMs: number;
  readonly lifetimeMs: number;
  /** Version of the config that was known at the time; a newer one may have more domains. */
  readonly configVersion: number;
}

/** A request needs a moment to arrive, and relying parties allow no leeway. */
const TRAVEL_MS = 3000;
/** Bindings kept at once: signed out, signed in, and a second account. */
const BINDINGS_MAX = 4;
/** How long an answer without any token stands before the service is asked again. */
const EMPTY_LIFETIME_MS = 60_000;

/** Tokens by binding. Never hands one out past its expiry. */
export interface TokenCache {
  lookup(binding: string | null, matches: (domain: string) => boolean, configVersion: number): Lookup;
  put(
    binding: string | null,
    attestation: Attestation,
    refreshBeforeExpirySeconds: number,
    configVersion: number,
  ): void;
  /** Milliseconds until the tokens of a binding should be renewed; null when there are none. */
  refreshInMs(binding: string | null): number | null;
  clear(): void;
}

export function createTokenCache(clock: Clock): TokenCache {
  const entries = new Map<string | null, Entry>();

  function live(binding: string | null): { entry: Entry; ageMs: number } | null {
    const entry = entries.get(binding);
    if (!entry) return null;
    const ageMs = elapsedMs(clock, entry.sentAt);
    return ageMs < entry.lifetimeMs ? { entry, ageMs } : null;
  }

  return {
    lookup(binding, matches, configVersion) {
      const known = live(binding);
      if (known === null) return { found: "nothing" };
      const { entry, ageMs } = known;
      const token = entry.tokens.find(({ domain }) => matches(domain));
      if (!token) return { found: entry.configVersion < configVersion ? "nothing" : "no-token-for-domain" };
      if (ageMs >= usableMs(token)) return { found: "nothing" };
      return { found: "token", token, due: ageMs >= entry.refreshAfterMs };
    },
    put(binding, { answer, sentAt }, refreshBeforeExpirySeconds, configVersion) {
      const { arc, reasons } = answer;
      const tokens = answer.tokens.map((token) => ({ ...token, arc, ...(reasons === undefined ? {} : { reasons }) }));
      const lifetimes = tokens.map(usableMs);
      entries.delete(binding);
      entries.set(binding, {
        tokens,
        sentAt,
        refreshAfterMs: Math.min(...tokens.map((token) => refreshAfterMs(token, refreshBeforeExpirySeconds))),
        lifetimeMs: lifetimes.length === 0 ? EMPTY_LIFETIME_MS : Math.max(...lifetimes),
        configVersion,
      });
      const [oldest] = entries.keys();
      if (entries.size > BINDINGS_MAX && oldest !== undefined) entries.delete(oldest);
    },
    refreshInMs(binding) {
      const known = live(binding);
      return known === null || known.entry.tokens.length === 0
        ? null
        : Math.max(0, known.entry.refreshAfterMs - known.ageMs);
    },
    clear: () => entries.clear(),
  };
}

function usableMs({ expiresInSeconds }: IssuedToken): number {
  return expiresInSeconds * 1000 - TRAVEL_MS;
}

/** Never later than half-way: a lifetime shorter than the configured lead must not mean attesting without end. */
function refreshAfterMs({ expiresInSeconds }: IssuedToken, refreshBeforeExpirySeconds: number): number {
  return Math.max(expiresInSeconds - refreshBeforeExpirySeconds, expiresInSeconds / 2) * 1000;
}
