import { z } from "zod";
import { PLATFORMS } from "../evidence";
import { appIdSchema } from "../protocol";
import { futureInstantSchema, instantSchema, lineSchema } from "./common";

/** A registered app on one platform. */
export const appSchema = z.object({
  id: z.int(),
  platform: z.enum(PLATFORMS),
  /** Package name or bundle id. */
  appId: z.string(),
  name: z.string(),
  acceptsTestTraffic: z.boolean(),
  /** Version number of the policy in force. */
  activePolicyVersion: z.int().nullable(),
  /** Registered builds that are not revoked. */
  builds: z.int(),
  /** Version name of the newest of them. */
  newestVersion: z.string().nullable(),
  createdAt: instantSchema,
  archivedAt: instantSchema.nullable(),
});
export type App = z.infer<typeof appSchema>;

export const appsSchema = z.object({ apps: z.array(appSchema) });

export const createAppSchema = z.strictObject({
  platform: z.enum(PLATFORMS),
  appId: appIdSchema,
  name: lineSchema(100),
});

export const updateAppSchema = z
  .strictObject({ name: lineSchema(100).optional(), acceptsTestTraffic: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, "Nothing to change was given.");

/** SHA-256 of a signing certificate: hex, with or without colons, as keytool and the Play console show it. */
const certificateDigest = z
  .string()
  .trim()
  .transform((text) => text.replaceAll(":", "").toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, "A SHA-256 digest has 64 hex digits."));

/** What we expect of a genuine app: one registered build. */
export const buildSchema = z.object({
  id: z.int(),
  appId: z.int(),
  source: z.string(),
  versionName: z.string(),
  versionCode: z.int(),
  signerDigests: z.array(z.string()),
  lineage: z.array(z.string()),
  /** iOS: the team that signed it; null elsewhere. */
  teamId: z.string().nullable(),
  minSdk: z.int().nullable(),
  codeDigest: z.string().nullable(),
  fileDigest: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  expiresAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
  registeredBy: z.string(),
  createdAt: instantSchema,
});
export type Build = z.infer<typeof buildSchema>;

export const buildsSchema = z.object({ builds: z.array(buildSchema) });

export const addBuildSchema = z
  .strictObject({
    versionName: lineSchema(64),
    versionCode: z.int("A version code is a whole number.").min(0, "A version code is not negative."),
    /** Android: the certificates that phones report. */
    signerDigests: z.array(certificateDigest).max(16).default([]),
    /** iOS: the team id, which App Attest proves together with the bundle id. */
    teamId: z
      .string()
      .trim()
      .regex(/^[A-Z0-9]{10}$/, "A team id has ten capital letters and digits.")
      .nullable()
      .default(null),
    expiresAt: futureInstantSchema.nullable().default(null),
  })
  .refine(({ signerDigests, teamId }) => signerDigests.length > 0 || teamId !== null, {
    path: ["signerDigests"],
    message: "Name at least one signing certificate.",
  });

/** When a build stops to count as registered; null for never. */
export const updateBuildSchema = z.strictObject({ expiresAt: futureInstantSchema.nullable() });

/** Largest package in bytes; the stores take less. */
export const PACKAGE_BYTES_MAX = 2 * 1024 ** 3;

export const registerPackageQuery = z.object({
  /** Name of the app, when the package is its first; its package name otherwise. */
  name: lineSchema(100).optional(),
  /** AAB: SHA-256 of the certificates that Google Play signs with, separated by commas. Known from the bundle before. */
  playSigningDigest: z
    .string()
    .transform((text) => text.split(/[\s,;]+/).filter((digest) => digest !== ""))
    .pipe(z.array(certificateDigest).min(1).max(4))
    .optional(),
  /** IPA: takes a build that is signed with a development certificate. */
  development: z.enum(["true", "false"]).optional(),
});

/** What a package was registered as. */
export const registeredPackageSchema = z.object({
  app: appSchema,
  build: buildSchema,
  created: z.object({ app: z.boolean(), build: z.boolean() }),
  /** What the build will be used for, one sentence each. */
  uses: z.array(z.string()),
});
export type RegisteredPackage = z.infer<typeof registeredPackageSchema>;
