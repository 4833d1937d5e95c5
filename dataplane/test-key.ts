import { createHash, timingSafeEqual } from "node:crypto";
import { TEST_KEY_HEADER } from "../lib/contract/protocol";
import type { Request } from "./http/message";

const HEADER = TEST_KEY_HEADER.toLowerCase();

/** Whether a request proves, by the test key in its header, that it is the operator's own load. */
export function showsTestKey(request: Request, testKey: Buffer): boolean {
  const shown = request.header(HEADER);
  if (shown === undefined) return false;
  const digest = (value: string | Buffer) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(shown), digest(testKey));
}
