import type { EvidenceTrust } from "../lib/attestation/evidence-trust";
import { testTrust } from "../lib/attestation/test-roots";
import { APP_ATTEST_ANCHORS, KEY_ATTESTATION_ANCHORS } from "../lib/attestation/trust-anchors";
import { createLinkCache } from "../lib/attestation/x509/link-cache";
import { systemClock } from "../lib/clock";
import type { Config } from "../lib/config";
import { createRemoteDecoder, readServiceAccount } from "./play-integrity/remote-decoder";
import type { RevocationFeed } from "./revocation/feed";

/** One worker's answer to what platform evidence is judged by; only the revocation list changes while it runs. */
export async function createTrust(
  settings: Config,
  testKey: Buffer,
  revocation: RevocationFeed,
): Promise<() => EvidenceTrust> {
  const path = settings.playServiceAccount;
  const fixed = {
    keyAttestationAnchors: KEY_ATTESTATION_ANCHORS,
    appAttestAnchors: APP_ATTEST_ANCHORS,
    test: testTrust(testKey),
    links: createLinkCache(),
    decodeVerdict: path === null ? null : createRemoteDecoder(await readServiceAccount(path), systemClock),
  };
  return () => ({ ...fixed, revocation: revocation.current() });
}
