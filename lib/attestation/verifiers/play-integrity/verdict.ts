/**
 * The payload of a token, read tolerantly: members and enum values nobody knows are kept out of the way.
 * @see https://developer.android.com/google/play/integrity/verdicts
 */

import { z } from "zod";

const text = z.string().max(1024);
const labels = z.array(text).max(64);

const verdictSchema = z.looseObject({
  requestDetails: z.looseObject({
    requestPackageName: text,
    requestHash: text.optional(),
    nonce: text.optional(),
    /** int64 in JSON: a string from Google's servers, a number from some decoders. */
    timestampMillis: z.union([z.string().regex(/^\d{1,15}$/), z.int().min(0)]).transform(Number),
  }),
  appIntegrity: z.looseObject({
    appRecognitionVerdict: text.optional(),
    packageName: text.optional(),
    certificateSha256Digest: labels.optional(),
    versionCode: z
      .union([z.string().regex(/^\d{1,15}$/), z.int().min(0)])
      .transform(Number)
      .optional(),
  }),
  deviceIntegrity: z
    .looseObject({
      deviceRecognitionVerdict: labels.optional(),
      recentDeviceActivity: z.looseObject({ deviceActivityLevel: text.optional() }).optional(),
      deviceAttributes: z.looseObject({ sdkVersion: z.int().min(0).optional() }).optional(),
    })
    .default({}),
  accountDetails: z.looseObject({ appLicensingVerdict: text.optional() }).default({}),
  environmentDetails: z
    .looseObject({
      appAccessRiskVerdict: z.looseObject({ appsDetected: labels.optional() }).optional(),
      playProtectVerdict: text.optional(),
      locationSpoofingRiskVerdict: z.unknown().optional(),
    })
    .default({}),
  testingDetails: z.looseObject({ isTestingResponse: z.boolean().optional() }).default({}),
});

export type Verdict = z.output<typeof verdictSchema>;

/** The verdict, or the path of the first member that is not as documented. */
export function parseVerdict(payload: unknown): { verdict: Verdict } | { fault: string } {
  const parsed = verdictSchema.safeParse(payload);
  if (parsed.success) return { verdict: parsed.data };
  const [issue] = parsed.error.issues;
  return { fault: issue === undefined ? "unreadable" : `${issue.path.join(".") || "payload"}: ${issue.code}` };
}
