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

/** The transit engine: /v1/transit/{encrypt,decrypt,keys}/attestry, with versions that `rotate` adds to. */
export async function transitServer() {
  const versions = [randomBytes(32)];
  const answer = ({ method, path, headers, body }: StubRequest) => {
    if (headers["x-vault-token"] !== TRANSIT_TOKEN) return { status: 403, body: { errors: ["permission denied"] } };
    if (method === "GET" && path === "/v1/transit/keys/attestry") {
      return { status: 200, body: { data: { latest_version: versions.length, type: "aes256-gcm96" } } };
    }
    const asked: Record<string, string> = JSON.parse(body);
    const aad = asked.associated_data ?? "";
    const failed = { status: 400, body: { errors: ["cipher: message authentication failed"] } };
    if (path === "/v1/transit/encrypt/attestry") {
      const key = versions.at(-1) ?? Buffer.alloc(0);
      const sealed = seal(key, aad, Buffer.from(asked.plaintext ?? "", "base64")).toString("base64");
      return {
        status: 200,
        body: { data: { ciphertext: `vault:v${versions.length}:${sealed}`, key_version: versions.length } },
      };
    }
    if (path === "/v1/transit/decrypt/attestry") {
      const [, version = "", text = ""] = /^vault:v(\d+):(.*)$/.exec(asked.ciphertext ?? "") ?? [];
      try {
        const key = versions[Number(version) - 1] ?? randomBytes(32);
        return {
          status: 200,
          body: { data: { plaintext: open(key, aad, Buffer.from(text, "base64")).toString("base64") } },
        };
      } catch {
        return failed;
      }
    }
    return { status: 404, body: { errors: [] } };
  };
  const server = await stubServer(answer);
  return { ...server, rotate: () => void versions.push(randomBytes(32)) };
}

/** KMS: TrentService.Encrypt and .Decrypt of one key. */
export async function kmsServer(keyId: string) {
  const key = randomBytes(32);
  return stubServer(({ headers, body }) => {
    const asked: { KeyId: string; Plaintext?: string; CiphertextBlob?: string; EncryptionContext: object } =
      JSON.parse(body);
    const aad = JSON.stringify(asked.EncryptionContext);
    if (asked.KeyId !== keyId) return { status: 400, body: { __type: "NotFoundException", message: "no such key" } };
    if (headers["x-amz-target"] === "TrentService.Encrypt") {
      const blob = seal(key, aad, Buffer.from(asked.Plaintext ?? "", "base64")).toString("base64");
      return { status: 200, body: { CiphertextBlob: blob, KeyId: keyId, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" } };
    }
    try {
      const plaintext = open(key, aad, Buffer.from(asked.CiphertextBlob ?? "", "base64")).toString("base64");
      return { status: 200, body: { Plaintext: plaintext, KeyId: keyId, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" } };
    } catch {
      return { status: 400, body: { __type: "InvalidCiphertextException" } };
    }
  });
}
