/**
 * The wire between app instance and attestation service: shapes, limits and parsers. docs/protocol.md explains it.
 * Claim names follow EAT (RFC 9711) where it has them: `eat_nonce`, `eat_profile`, `swname`, `swversion`, `hwmodel`.
 */
import { z } from "zod";
import { PLATFORMS, type Platform } from "./evidence";
import { ATTESTATION_PROFILE, ENROLMENT_PROFILE, REQUEST_BYTES_MAX } from "./protocol-constants";
import { isSignal, SDK_SIGNALS, type Signal } from "./signals";
import { wantsSchema } from "./wants-schema";

export * from "./protocol-answers";
export * from "./protocol-constants";

/** Printable text without control characters: what a phone says of itself ends up on screens and in logs. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the point is to refuse them
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, "control characters are not allowed");

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, "not base64url");
const coordinate = z
  .string()
  .length(43)
  .regex(/^[A-Za-z0-9_-]+$/);

/** Package name or bundle id. */
export const appIdSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "An app id looks like com.example.app.");

/** P-256 public key (RFC 7518 section 6.2); unknown members are refused so that a private key is never accepted. */
export const publicJwkSchema = z.strictObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: coordinate,
  y: coordinate,
});

export const challengeRequestSchema = z.strictObject({
  app: appIdSchema,
  platform: z.enum(PLATFORMS),
  purpose: z.enum(["enrolment", "attestation"]),
});
export type ChallengeRequest = z.infer<typeof challengeRequestSchema>;

/** A compact JWS (RFC 7515 section 3.1), not yet decoded. */
const compactJws = z
  .string()
  .max(REQUEST_BYTES_MAX)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, "not a compact JWS");

export const enrolmentRequestSchema = z.strictObject({ evidence: compactJws });
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

export const attestationRequestSchema = z.strictObject({
  credential: z.string().min(1).max(4096),
  evidence: compactJws,
  /** App Attest instances: the attested key's assertion over the evidence, CBOR in standard base64. */
  assertion: z.string().min(1).max(1400).optional(),
});
export type AttestationRequest = z.infer<typeof attestationRequestSchema>;

/** What app and device say of themselves, in both kinds of evidence. */
const selfDescription = {
  eat_nonce: base64url(256),
  swname: appIdSchema,
  swversion: text(64),
  platform: z.enum(PLATFORMS),
  version_code: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** SHA-256 of the app's signing certificates, lower-case hex. */
  signer_digests: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(16),
  /** base64url of the UTF-8 model name (RFC 9711 section 4.2.4 gives hwmodel as bytes). */
  hwmodel: base64url(128),
  os_version: text(32),
  patch_level: z
    .string()
    .regex(/^\d{4}-\d{2}(-\d{2})?$/)
    .optional(),
  sdk_version: text(32),
};

/** Platform evidence of an enrolment, by format. */
export const platformEvidenceSchema = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("software-key") }),
  z.strictObject({ format: z.literal("app-attest"), keyId: z.string().max(64), attestation: z.string().max(24_000) }),
  z.strictObject({
    format: z.literal("key-attestation"),
    certificates: z.array(z.string().max(12_000)).min(1).max(12),
  }),
  z.strictObject({
    format: z.literal("play-integrity"),
    token: z.string().max(16_384),
    /** Which kind of request the token answers: one with `requestHash`, as by default, or a classic one with `nonce`. */
    request: z.enum(["standard", "classic"]).optional(),
  }),
]);
export type PlatformEvidence = z.infer<typeof platformEvidenceSchema>;

export const enrolmentClaimsSchema = z.strictObject({
  ...selfDescription,
  eat_profile: z.literal(ENROLMENT_PROFILE),
  /** The instance key, which also signs this JWS (RFC 7800). */
  cnf: z.strictObject({ jwk: publicJwkSchema }),
  evidence: platformEvidenceSchema,
  /** Signed by the holder of a development credential for this very key; see lib/contract/development.ts. */
  development_token: compactJws.max(2048).optional(),
  /** Proof that this is the operator's own test traffic. */
  test_key: z.string().max(128).optional(),
});
export type EnrolmentClaims = z.infer<typeof enrolmentClaimsSchema>;

const sdkSignal = z.custom<Signal>(
  (value) => isSignal(value) && SDK_SIGNALS.includes(value),
  "not a signal the SDK can report",
);

export const attestationClaimsSchema = z.strictObject({
  ...selfDescription,
  eat_profile: z.literal(ATTESTATION_PROFILE),
  signals: z.array(sdkSignal).max(32),
  /** What the SDK saw, by signal; shown to the owner, never judged. */
  signal_details: z.partialRecord(z.enum(SDK_SIGNALS), text(200)).optional(),
  /** Standard base64 of SHA-256 over the bound header value; becomes `pay`. */
  binding: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .optional(),
  /** Ephemeral ECDH key that secrets of the answer are sealed to (RFC 7518 section 4.6). */
  epk: publicJwkSchema,
  /** What the answer shall hold besides tokens. */
  wants: wantsSchema.optional(),
  /** Free label the app chose, at most 128 ASCII characters. */
  tag: z
    .string()
    .regex(/^[\x20-\x7e]{1,128}$/)
    .optional(),
  /** ISO 3166-1 country that a test instance plays; ignored from every other. */
  test_country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});
export type AttestationClaims = z.infer<typeof attestationClaimsSchema>;

/** A registered app as the simulated fleet plays it; answered to the holder of the test key only. */
export interface TestApp {
  readonly app: string;
  readonly platform: Platform;
  readonly name: string;
  /** False where every test instance is refused. */
  readonly acceptsTestTraffic: boolean;
  readonly builds: readonly {
    readonly versionName: string;
    readonly versionCode: number;
    readonly signerDigests: readonly string[];
    /** iOS: the team that App Attest proves, null elsewhere. */
    readonly teamId: string | null;
  }[];
}

/** Codes with which an attempt is refused; the device's fault or the caller's, never ours. */
export const REFUSAL_CODES = [
  "invalid_request",
  "use_attestation_challenge",
  "invalid_token",
  "development_credential_expired",
  "development_credential_revoked",
  "development_credential_used_up",
  "content_too_large",
  "unsupported_media_type",
  "rate_limited",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];
