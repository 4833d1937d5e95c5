import { type JsonAnswer, refusal, sendJson, textOf } from "./http";
import type { KeyProvider } from "./provider";
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
 * context travels as encryption context, which KMS authenticates and writes to CloudTrail; it is no secret.
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

  return {
    name: "aws-kms",
    async wrap(plaintext, context) {
      const answer = await call("Encrypt", {
        KeyId: keyId,
        Plaintext: Buffer.from(plaintext).toString("base64"),
        EncryptionContext: { attestry: context },
      });
      return { wrapped: textOf(WHO, answer, "CiphertextBlob"), keyName: keyId };
    },
    async unwrap(wrapped, context) {
      const answer = await call("Decrypt", {
        KeyId: keyId,
        CiphertextBlob: wrapped,
        EncryptionContext: { attestry: context },
      });
      return Buffer.from(textOf(WHO, answer, "Plaintext"), "base64");
    },
    // KMS rotates behind the key id and keeps what it needs to decrypt: only another id calls for wrapping again.
    keyName: async () => keyId,
  };
}

/** `AccessDeniedException` and its like; never the message, which may quote what was sent. */
function errorName({ body }: JsonAnswer): string {
  const type = String(body.__type ?? "");
  return /^[\w.#]{1,100}$/.test(type) ? (type.split("#").at(-1) ?? "") : "";
}
