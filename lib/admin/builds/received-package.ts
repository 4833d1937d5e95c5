import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { PACKAGE_BYTES_MAX } from "../../contract/admin/apps";
import { AttestryError } from "../../errors";

/** An upload that is older was left behind by a process that died. */
const LEFTOVER_MILLISECONDS = 6 * 3600 * 1000;

/** What is read of a request. */
type Upload = Pick<Request, "headers" | "body">;

export interface ReceivedPackage {
  readonly path: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
}

/**
 * Streams a request's body to a file below the data directory, never holding it in memory, runs `use` on it and
 * removes it again. Throws `content_too_large`, or `invalid_request` for an empty upload or one that broke off.
 */
export async function withReceivedPackage<T>(
  request: Upload,
  dataDir: string,
  use: (received: ReceivedPackage) => Promise<T>,
  bytesMax = PACKAGE_BYTES_MAX,
): Promise<T> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const folder = join(dataDir, "uploads");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder);
  const path = join(folder, randomUUID());
  try {
    return await use({ path, sha256: await writeBody(request, path, bytesMax) });
  } finally {
    await rm(path, { force: true });
  }
}

async function writeBody(request: Upload, path: string, bytesMax: number): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(
    async function* measure() {
      for await (const chunk of readBody(request)) {
        bytes += chunk.byteLength;
        if (bytes > bytesMax) throw tooLarge(bytesMax);
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { flags: "wx", mode: 0o600 }),
  );
  if (bytes === 0) throw new AttestryError("invalid_request", "The upload is empty. Send the package as the body.");
  return hash.digest("hex");
}

/** The body's chunks; a caller that goes away is its own fault, not ours. */
async function* readBody(request: Upload): AsyncGenerator<Uint8Array> {
  try {
    yield* request.body ?? [];
  } catch (cause) {
    throw new AttestryError("invalid_request", "The upload broke off before its end. Send it again.", { cause });
  }
}

async function removeLeftovers(folder: string): Promise<void> {
  const oldest = Date.now() - LEFTOVER_MILLISECONDS;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && found.mtimeMs < oldest) await rm(path, { force: true });
  }
}

function tooLarge(bytesMax: number): AttestryError {
  return new AttestryError("content_too_large", `A package may have ${bytesMax} bytes at most.`);
}
