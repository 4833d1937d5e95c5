/** Servers that behave as the vendors document their APIs, with real AES-GCM behind them. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type StubRequest, stubServer } from "./stub-server";

function seal(key: Buffer, aad: string, plaintext: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function open(key: Buffer, aad: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12))
    .setAAD(Buffer.from(aad))
    .setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

export const TRANSIT_TOKEN = "hvs.only-tests-use-this";

/** The transit engine: /v1/transit/{encrypt,decrypt,keys}/<name>, with versions that `rotate` adds to. */
export async function transitServer(names: readonly [string, ...string[]] = ["attestry"]) {
  const keys = new Map(names.map((name) => [name, [randomBytes(32)]]));
  const answer = ({ method, path, headers, body }: StubRequest) => {
    if (headers["x-vault-token"] !== TRANSIT_TOKEN) return { status: 403, body: { errors: ["permission denied"] } };
    const [, act = "", name = ""] = /^\/v1\/transit\/(encrypt|decrypt|keys)\/([\w-]+)$/.exec(path) ?? [];
    const versions = keys.get(name);
    if (versions === undefined) return { status: 404, body: { errors: [] } };
    if (method === "GET" && act === "keys") {
      return { status: 200, body: { data: { latest_version: versions.length, type: "aes256-gcm96" } } };
    }
    const asked: Record<string, string> = JSON.parse(body);
    const aad = asked.associated_data ?? "";
    if (act === "encrypt") {
      const key = versions.at(-1) ?? Buffer.alloc(0);
      const sealed = seal(key, aad, Buffer.from(asked.plaintext ?? "", "base64")).toString("base64");
      const ciphertext = `vault:v${versions.length}:${sealed}`;
      return { status: 200, body: { data: { ciphertext, key_version: versions.length } } };
    }
    const [, version = "", text = ""] = /^vault:v(\d+):(.*)$/.exec(asked.ciphertext ?? "") ?? [];
    try {
      const key = versions[Number(version) - 1] ?? randomBytes(32);
      const plaintext = open(key, aad, Buffer.from(text, "base64")).toString("base64");
      return { status: 200, body: { data: { plaintext } } };
    } catch {
      return { status: 400, body: { errors: ["cipher: message authentication failed"] } };
    }
  };
  const server = await stubServer(answer);
  return { ...server, rotate: () => void keys.get(names[0])?.push(randomBytes(32)) };
}

const ACCOUNT = "arn:aws:kms:eu-central-1:111122223333";

export function kmsArn(keyId: string): string {
  return `${ACCOUNT}:key/${keyId}`;
}

/**
 * KMS: TrentService.Encrypt and .Decrypt of several keys, named by id, ARN or the alias `alias/attestry`, which
 * `pointAlias` moves. The ciphertext carries the key it was made with, as KMS's metadata does: Decrypt without KeyId
 * takes that one, and with another's is refused.
 */
export async function kmsServer(keyIds: readonly [string, ...string[]]) {
  const keys = new Map(keyIds.map((id) => [kmsArn(id), randomBytes(32)]));
  let alias = kmsArn(keyIds[0]);
  const arnOf = (named: string) => {
    if (named === "alias/attestry" || named === `${ACCOUNT}:alias/attestry`) return alias;
    return named.startsWith("arn:") ? named : kmsArn(named);
  };
  const refused = (type: string) => ({ status: 400, body: { __type: type, message: "not shown to anybody" } });
  const server = await stubServer(({ headers, body }) => {
    const asked: { KeyId?: string; Plaintext?: string; CiphertextBlob?: string; EncryptionContext: object } =
      JSON.parse(body);
    const aad = JSON.stringify(asked.EncryptionContext);
    const answer = (arn: string, more: object) => ({
      status: 200,
      body: { ...more, KeyId: arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" },
    });
    const named = asked.KeyId === undefined ? null : arnOf(asked.KeyId);
    if (headers["x-amz-target"] === "TrentService.Encrypt") {
      const key = keys.get(named ?? "");
      if (named === null || key === undefined) return refused("NotFoundException");
      const sealed = seal(key, aad, Buffer.from(asked.Plaintext ?? "", "base64"));
      const blob = Buffer.concat([Buffer.from(`${named}\n`), sealed]);
      return answer(named, { CiphertextBlob: blob.toString("base64") });
    }
    const blob = Buffer.from(asked.CiphertextBlob ?? "", "base64");
    const end = blob.indexOf("\n");
    const madeWith = blob.subarray(0, Math.max(0, end)).toString();
    const key = keys.get(madeWith);
    if (key === undefined) return refused("InvalidCiphertextException");
    if (named !== null && named !== madeWith)
      return refused(keys.has(named) ? "IncorrectKeyException" : "NotFoundException");
    try {
      return answer(madeWith, { Plaintext: open(key, aad, blob.subarray(end + 1)).toString("base64") });
    } catch {
      return refused("InvalidCiphertextException");
    }
  });
  return {
    ...server,
    pointAlias(keyId: string) {
      alias = kmsArn(keyId);
    },
  };
}
