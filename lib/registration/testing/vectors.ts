import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = resolve(fileURLToPath(new URL("../../../../shared/vectors", import.meta.url)));

/** A path in the folder of public test vectors beside the project; null on machines that don't have it. */
export function vectorPath(path: string): string | null {
  const full = resolve(folder, path);
  return existsSync(full) ? full : null;
}

export function readVectorJson(path: string): unknown {
  const full = vectorPath(path);
  return full === null ? null : JSON.parse(readFileSync(full, "utf8"));
}
