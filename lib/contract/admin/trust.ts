import { z } from "zod";
import { instantSchema } from "./common";

/** A vendor's root, pinned by its public key. */
export const trustAnchorSchema = z.object({
  id: z.string(),
  /** `deny`: its private key is public, so that what leads to it proves nothing. */
  use: z.enum(["trust", "deny"]),
  format: z.enum(["key-attestation", "app-attest"]),
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  spkiSha256: z.string(),
  /** e.g. `RSA 4096` or `P-384`. */
  key: z.string(),
  /** The name that certificates below it give as issuer. */
  name: z.string(),
});
export type TrustAnchorRow = z.infer<typeof trustAnchorSchema>;

/** One host's copy of the revocation list of Android's attestation certificates. */
export const revocationListSchema = z.object({
  host: z.string(),
  /** URL or path. */
  source: z.string(),
  /** `fresh`; `aging`: not renewed when it was due; `expired` or `missing`: Key Attestation is refused. */
  state: z.enum(["fresh", "aging", "expired", "missing"]),
  /** When its source last confirmed the copy in use. */
  retrievedAt: instantSchema.nullable(),
  entries: z.int().nullable(),
  sha256: z.string().nullable(),
  checkedAt: instantSchema,
  nextAt: instantSchema,
  /** Age in seconds beyond which nothing is accepted. */
  maximumAgeSeconds: z.int(),
  /** Why the last look at the source failed. */
  problem: z.string().nullable(),
});
export type RevocationListState = z.infer<typeof revocationListSchema>;

export const trustStateSchema = z.object({
  anchors: z.array(trustAnchorSchema),
  /** One for each host that runs a data plane; none before the first start of one. */
  revocationLists: z.array(revocationListSchema),
  /** Apps for which the deployment's test roots count too. */
  testRootApps: z.array(z.object({ id: z.int(), name: z.string() })),
  /** Whether Google is asked to decode Play Integrity tokens of apps without keys of their own. */
  remoteDecoder: z.boolean(),
});
export type TrustState = z.infer<typeof trustStateSchema>;
