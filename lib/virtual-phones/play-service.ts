/** A phone's Play Integrity: the SDK's native contract, with tokens by test keys. */
import type { PlayIntegrityApi } from "@attestry/sdk";
import { mintToken, mintVerdict, type PlayKeys, type VerdictOptions } from "./play";

export interface VirtualPlayOptions {
  readonly keys: PlayKeys;
  /** What Google would say of app and phone; the request's hash and time come with each token. */
  readonly verdict: Omit<VerdictOptions, "requestHash" | "nonce" | "timestampMillis">;
  readonly now: () => number;
}

export function createVirtualPlay({ keys, verdict, now }: VirtualPlayOptions): PlayIntegrityApi {
  return {
    requestToken: (requestHash) => mintToken(mintVerdict({ ...verdict, requestHash, timestampMillis: now() }), keys),
  };
}
