import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type KeyProvider, KeyProviderError } from "./provider";

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A key in a file that only its owner may read (mode 0600), made at the first use. Copy it to every host of a
 * deployment and back it up: without it no secret opens again. To replace it, rename it to `<path>.previous`: what it
 * wrapped still unwraps, and the next `wrap` is by a new one.
 */
export function fileProvider(path: string): KeyProvider {
  let key: Promise<Buffer> | null = null;
  const load = () => {
    key ??= readOrMake(path).catch((error: unknown) => {
      key = null;
      throw error;
    });
    return key;
  };
  return {
    name: "file",
    async wrap(plaintext, context) {
      const secret = await load();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", secret, iv).setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      const wrapped = Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString("base64url");
      return { wrapped, keyName: nameOf(secret) };
    },
    async unwrap(wrapped, context, keyName) {
      const current = await load();
      const secret = nameOf(current) === keyName ? current : ((await read(`${path}.previous`)) ?? current);
      const bytes = Buffer.from(wrapped, "base64url");
      const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
      try {
        const decipher = createDecipheriv("aes-256-gcm", secret, iv, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(context))
          .setAuthTag(tag);
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      } catch (cause) {
        throw new KeyProviderError("refused", `The key in ${path} did not wrap this, or it was altered.`, cause);
      }
    },
    keyName: async () => nameOf(await load()),
  };
}

/** Tells keys apart; a hash of 256 random bits gives nothing away. */
function nameOf(key: Buffer): string {
  return `file ${createHash("sha256").update("attestry file provider").update(key).digest("hex").slice(0, 8)}`;
}

/** The key in a file; null where there is none. */
async function read(path: string): Promise<Buffer | null> {
  try {
    const text = await readFile(path).catch(absent);
    return text === null ? null : await checked(path, text);
  } catch (cause) {
    throw asProviderError(path, cause);
  }
}

async function readOrMake(path: string): Promise<Buffer> {
  const existing = await read(path);
  if (existing !== null) return existing;
  try {
    await mkdir(dirname(path), { recursive: true });
    // Written beside and linked: whoever comes second finds the first one's whole key, never half of it.
    const own = `${path}.${randomUUID()}`;
    await writeFile(own, randomBytes(KEY_BYTES).toString("base64url"), { mode: 0o600, flag: "wx" });
    await link(own, path).catch(ignoreExisting);
    await rm(own);
    return await checked(path, await readFile(path));
  } catch (cause) {
    throw asProviderError(path, cause);
  }
}

function asProviderError(path: string, cause: unknown): KeyProviderError {
  if (cause instanceof KeyProviderError) return cause;
  return new KeyProviderError("unavailable", `The key file ${path} can't be read or made.`, cause);
}

async function checked(path: string, text: Buffer): Promise<Buffer> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    throw new KeyProviderError("refused", `Others may read the key file ${path}: make it mode 0600.`);
  }
  const key = Buffer.from(text.toString("latin1").trim(), "base64url");
  if (key.length === KEY_BYTES) return key;
  throw new KeyProviderError("refused", `The key file ${path} does not hold a key of ${KEY_BYTES} bytes.`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function absent(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}
