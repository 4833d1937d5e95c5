/** When a token key signs and when it is only published: one rule for console, data plane and JWKS. */
export interface KeyLifetime {
  /** Grows with every key of the system. */
  readonly id: number;
  /** No longer signs from here on; in the future while its successor waits. */
  readonly supersededAt: Date | null;
  /** No longer published from here on. */
  readonly retiresAt: Date | null;
}

export type KeyState = "next" | "current" | "overlapping" | "retired";

/** The key that signs at `now`: the oldest one not yet superseded. Undefined when there is none: sign nothing. */
export function signingKey<T extends KeyLifetime>(keys: readonly T[], now: Date): T | undefined {
  return keys
    .filter(({ supersededAt }) => supersededAt === null || supersededAt > now)
    .sort((a, b) => a.id - b.id)
    .at(0);
}

/** What each key of one API does at `now`. All but retired ones belong in its key set (RFC 7517). */
export function keyState<T extends KeyLifetime>(key: T, keys: readonly T[], now: Date): KeyState {
  if (key.retiresAt !== null && key.retiresAt <= now) return "retired";
  if (key.supersededAt !== null && key.supersededAt <= now) return "overlapping";
  return signingKey(keys, now)?.id === key.id ? "current" : "next";
}
