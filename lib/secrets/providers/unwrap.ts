import { type KeyProvider, KeyProviderError } from "./provider";

/** A wrapped key as the database holds it. */
export interface WrappedKey {
  readonly provider: string;
  readonly providerKey: string;
  readonly wrapped: string;
}

/** An unwrapped key, and which of the providers had it. */
export interface Unwrapped {
  readonly key: Buffer;
  readonly by: KeyProvider;
}

/**
 * Asks every provider of the kind that wrapped a key: the one in use, and the one that was in use before, which may be
 * of the same kind (another server, another token). Where none has it, rejects with what may pass by itself first: one
 * that is away may have been the right one.
 */
export async function unwrapWithAny(
  providers: readonly KeyProvider[],
  { provider: name, providerKey, wrapped }: WrappedKey,
  context: string,
): Promise<Unwrapped> {
  const asked = providers.filter((provider) => provider.name === name);
  if (asked.length === 0) {
    const message = `The vault's key is wrapped by ${name}, which is not configured: set ATTESTRY_KEY_PROVIDER_PREVIOUS.`;
    throw new KeyProviderError("refused", message);
  }
  const answers = asked.map(async (by) => ({ key: await by.unwrap(wrapped, context, providerKey), by }));
  try {
    return await Promise.any(answers);
  } catch (error) {
    const problems: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw problems.find(isAway) ?? problems[0];
  }
}

function isAway(error: unknown): boolean {
  return error instanceof KeyProviderError && error.kind === "unavailable";
}
