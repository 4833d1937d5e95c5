import { z } from "zod";

/**
 * An app's keys as the Play Console shows them (App integrity, "Manage and download my response encryption keys"):
 * both standard base64, the decryption key an AES-256 key, the verification key a P-256 SubjectPublicKeyInfo.
 */
export const playKeysSchema = z.strictObject({
  decryptionKey: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "The decryption key is 44 characters of base64."),
  verificationKey: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9+/]{122}==$/, "The verification key is 124 characters of base64."),
});
export type PlayKeys = z.infer<typeof playKeysSchema>;

/** What the keys are sealed for: a value sealed for one app opens for no other. */
export function playKeysPurpose(appId: number): string {
  return `play-integrity-keys:${appId}`;
}
