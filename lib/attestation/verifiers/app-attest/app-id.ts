import { createHash } from "node:crypto";

const REMEMBERED_MAX = 256;
const digests = new Map<string, Buffer>();

/** SHA-256 of an app id, which is what authenticator data carries; the few registered ids are remembered. */
export function digestOfAppId(appId: string): Buffer {
  const known = digests.get(appId);
  if (known !== undefined) return known;
  const digest = createHash("sha256").update(appId).digest();
  if (digests.size >= REMEMBERED_MAX) digests.clear();
  digests.set(appId, digest);
  return digest;
}
