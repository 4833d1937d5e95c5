import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TEST_KEY_HEADER } from "../lib/contract/protocol";

const HEADER = TEST_KEY_HEADER.toLowerCase();

/** Whether a request proves, by the test key in its header, that it is the operator's own load. */
export function showsTestKey(req: IncomingMessage, testKey: Buffer): boolean {
  const shown = req.headers[HEADER];
  if (typeof shown !== "string") return false;
  const digest = (value: string | Buffer) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(shown), digest(testKey));
}
