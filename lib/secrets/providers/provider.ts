import type { KeyProviderName } from "../../contract/vault";

/**
 * Guards the vault's private key: what it wrapped is safe to lie in the database, and only it unwraps it again. Its own
 * key never leaves it. Every method rejects with a {@link KeyProviderError}, within a few seconds.
 */
export interface KeyProvider {
  readonly name: KeyProviderName;
  /** `context` is authenticated: what was wrapped for one context does not unwrap for another. */
  wrap(plaintext: Uint8Array, context: string): Promise<Wrapped>;
  /** `keyName` is what `wrap` answered: the provider may use another of its keys by now. */
  unwrap(wrapped: string, context: string, keyName: string): Promise<Buffer>;
  /** Names the key that `wrap` uses now; another one than a stored `keyName` means that it should be wrapped again. */
  keyName(): Promise<string>;
  /** Gives back what it holds open. */
  close?(): void;
}

/** What the provider made, and the name of the key it did it with: shown to people, never secret. */
export interface Wrapped {
  readonly wrapped: string;
  readonly keyName: string;
}

/** A provider that is away (`unavailable`: try again) or does not want to (`refused`: somebody must act). */
export class KeyProviderError extends Error {
  override readonly name = "KeyProviderError";
  readonly kind: "unavailable" | "refused";

  constructor(kind: KeyProviderError["kind"], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** How long a provider may think. */
export const PROVIDER_TIMEOUT_MS = 3000;
