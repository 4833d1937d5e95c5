import { base64url } from "../encoding";
import type { EvidenceProvider } from "../evidence-provider";
import type { KeyProvider } from "../instance-key";
import type { PlayIntegrityApi } from "./contract";

/** Play Integrity by standard requests: the verdict names the instance key by its hash, wherever that key lives. */
export function playIntegrityEvidence(play: PlayIntegrityApi, keys?: KeyProvider): EvidenceProvider {
  return {
    ...(keys === undefined ? {} : { keys }),
    collect: async ({ binding }) => ({
      format: "play-integrity",
      token: await play.requestToken(base64url(binding)),
      request: "standard",
    }),
  };
}
