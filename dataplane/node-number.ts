import { createHash } from "node:crypto";
import { hostname } from "node:os";

/** This host's number in the challenges it issues, 0 to 65535: hosts with spools of their own tell theirs apart. */
export function nodeNumber(dataDir: string): number {
  return createHash("sha256").update(`${hostname()}\n${dataDir}`).digest().readUInt16BE(0);
}
