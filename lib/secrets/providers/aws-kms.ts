import { type JsonAnswer, refusal, sendJson, textOf } from "./http";
import type { KeyProvider, Wrapped } from "./provider";
import { type AwsCredentials, signAwsRequest } from "./sigv4";

export interface AwsKmsOptions {
  readonly region: string;
  /** Id, ARN or alias of a symmetric encryption key. */
  readonly keyId: string;
  readonly credentials: AwsCredentials;
  /** Another address than the region's, e.g. a VPC endpoint; null for the region's. */
  readonly endpoint: string | null;
  readonly now: () => Date;
}

const WHO = "AWS KMS";

/**
 * A symmetric key of AWS KMS over its JSON API (docs.aws.amazon.com/kms/latest/APIReference: Encrypt, Decrypt). The
 * context travels as encryption context, which KMS authenticates and writes to CloudTrail; it is no secret. Keys are
 * named by the ARN that Encrypt answers with: Decrypt must name the very key that encrypted (IncorrectKeyException),
 * which the setting may not, and an alias may point to another key by now.
 */
export function awsKmsProvider({ region, keyId, credentials, endpoint, now }: AwsKmsOptions): KeyProvider {
  const url = new URL(endpoint ?? `https://kms.${region}.amazonaws.com/`);

  async function call(operation: "Encrypt" | "Decrypt", request: object): Promise<JsonAnswer["body"]> {
    const body = JSON.stringify(request);
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` };
    const signed = signAwsRequest(
      { method: "POST", url, headers, body },
      { region, service: "kms" },
      credentials,
      now(),
    );
    const { host: _host, ...sent } = signed;
    const answer = await sendJson(WHO, url.href, { method: "POST", headers: sent, body });
    if (answer.status === 200) return answer.body;
    throw refusal(WHO, answer, errorName(answer));
  }

  async function wrap(plaintext: Uint8Array, context: string): Promise<Wrapped> {
    const answer = await call("Encrypt", {
      KeyId: keyId,
      Plaintext: Buffer.from(plaintext).toString("base64"),
      EncryptionContext: { attestry: context },
    });
    return { wrapped: textOf(WHO, answer, "CiphertextBlob"), keyName: textOf(WHO, answer, "KeyId") };
  }

  /** Of a setting that names one key for good; an alias is asked about each time. */
  let fixedName: string | null = null;

  return {
    name: "aws-kms",
    wrap,
    async unwrap(wrapped, context, keyName) {
      const answer = await call("Decrypt", {
        KeyId: keyName,
        CiphertextBlob: wrapped,
        EncryptionContext: { attestry: context },
      });
      return Buffer.from(textOf(WHO, answer, "Plaintext"), "base64");
    },
    // KMS rotates behind the key id and keeps what it needs to decrypt: only another key calls for wrapping again.
    // Encrypting a byte tells its ARN with no other permission than wrapping takes.
    async keyName() {
      if (fixedName !== null) return fixedName;
      const { keyName } = await wrap(Buffer.alloc(1), "attestry-key-name");
      if (!/^(arn:.*:)?alias\//.test(keyId)) fixedName = keyName;
      return keyName;
    },
  };
}

/** `AccessDeniedException` and its like; never the message, which may quote what was sent. */
function errorName({ body }: JsonAnswer): string {
  const type = String(body.__type ?? "");
  return /^[\w.#]{1,100}$/.test(type) ? (type.split("#").at(-1) ?? "") : "";
}
