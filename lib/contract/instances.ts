/** Installations as the console lists and shows them. Times are milliseconds since 1970. */
import { z } from "zod";
import { OVERRIDES } from "./admin/overrides";
import { secretVersionStateSchema } from "./admin/secrets";
import { OUTCOME_IDS } from "./outcome";
import { SIGNAL_IDS } from "./signals";

const instant = z.number();
const reasons = z.array(z.enum(SIGNAL_IDS));

/** What an installation is like: app, device and place. */
const environment = {
  /** Name of the registered app, or null. */
  app: z.string().nullable(),
  appVersion: z.string(),
  sdkVersion: z.string(),
  platform: z.string(),
  osVersion: z.string(),
  model: z.string(),
  /** ISO 3166-1, empty when unknown. */
  country: z.string(),
  test: z.boolean(),
};

/** One installation that attested in a window, as it was in the last hour of it. */
export const instanceRowSchema = z.object({
  instanceId: z.string(),
  /** Start of the last hour in which it attested. */
  lastHour: instant,
  /** `fail` when anything was refused in that hour. */
  outcome: z.enum(OUTCOME_IDS),
  reasons,
  ...environment,
  /** Null for what attested without an enrolment of ours. */
  enrolledAt: instant.nullable(),
  /** The override in force. */
  override: z.enum(OVERRIDES).nullable(),
});
export type InstanceRow = z.infer<typeof instanceRowSchema>;

export const instancePageSchema = z.object({
  /** Last seen first. */
  instances: z.array(instanceRowSchema),
  /** Where the next page starts; null at the end. */
  next: z.string().nullable(),
  /** With the last page: the hour from which on it is kept who attested, where the window begins before; else null. */
  reachesFrom: instant.nullable(),
});
export type InstancePage = z.infer<typeof instancePageSchema>;

/** Attestations in a row that were alike in environment, outcome and reasons. */
export const instanceRunSchema = z.object({
  from: instant,
  to: instant,
  attestations: z.int().positive(),
  outcome: z.enum(OUTCOME_IDS),
  reasons,
  ...environment,
  /** The newest of them. */
  eventId: z.string(),
  arc: z.string(),
});
export type InstanceRun = z.infer<typeof instanceRunSchema>;

/** A version of a secret that an installation was handed; never its value. */
export const heldSecretSchema = z.object({
  secretId: z.int(),
  name: z.string(),
  version: z.int(),
  state: secretVersionStateSchema,
  deliveredAt: instant,
});
export type HeldSecret = z.infer<typeof heldSecretSchema>;

export const instanceDetailSchema = z.object({
  instanceId: z.string(),
  /** What its enrolment proved; null where none of ours is known. */
  enrolment: z
    .object({
      at: instant,
      appId: z.int(),
      app: z.string(),
      format: z.string(),
      securityLevel: z.string(),
      model: z.string(),
      test: z.boolean(),
    })
    .nullable(),
  /** Of the attestations that are kept one by one. */
  attestations: z.int().min(0),
  refused: z.int().min(0),
  firstAt: instant.nullable(),
  lastAt: instant.nullable(),
  /** Newest first, at most 100. */
  runs: z.array(instanceRunSchema),
  /** By name. */
  secrets: z.array(heldSecretSchema),
});
export type InstanceDetail = z.infer<typeof instanceDetailSchema>;
