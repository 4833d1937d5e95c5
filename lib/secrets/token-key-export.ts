import { createPublicKey } from "node:crypto";
import type { SecretExport } from "../contract/admin/api-domains";

/** An HS256 secret in the forms that relying parties take: padded base64, base64url, percent-encoded bytes, JWK. */
export function exportSecret(secret: Buffer, kid: string): SecretExport {
  const base64url = secret.toString("base64url");
  return {
    base64: secret.toString("base64"),
    base64url,
    percentEncoded: Array.from(secret, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    jwk: { kty: "oct", k: base64url, kid, alg: "HS256", use: "sig" },
  };
}

/** The public half as PEM: SubjectPublicKeyInfo (RFC 7468 section 13). */
export function publicPem(publicJwk: Record<string, string>): string {
  return createPublicKey({ key: publicJwk, format: "jwk" }).export({ format: "pem", type: "spki" }).toString();
}
