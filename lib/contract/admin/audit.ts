import { z } from "zod";
import { instantSchema, pageQuery } from "./common";

/** Who did what, when and from where. */
export const auditEntrySchema = z.object({
  id: z.int(),
  at: instantSchema,
  actorKind: z.enum(["user", "api-key", "system"]),
  actor: z.string(),
  /** noun.verb */
  action: z.string(),
  entity: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  address: z.string().nullable(),
  /** SHA-256 over the hash of the entry before and this one's canonical JSON, hex. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), nextCursor: z.int().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;

const auditFilter = {
  actor: z.string().max(254).optional(),
  action: z.string().max(100).optional(),
  entity: z.string().max(200).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
};

export const listAuditQuery = z.object({ ...pageQuery, ...auditFilter });

export const exportAuditQuery = z.object({ ...auditFilter, format: z.enum(["ndjson", "csv"]).default("ndjson") });

/** One line of an export: an entry with the hash of the one before, so that whoever has all lines can check the chain. */
export const exportedAuditEntrySchema = auditEntrySchema.extend({ previousHash: z.string() });
export type ExportedAuditEntry = z.infer<typeof exportedAuditEntrySchema>;

export const verifyAuditQuery = z.object({
  head: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "A head is 64 hex digits.")
    .optional()
    .describe("A head that was noted before: is it still part of the chain?"),
});

export const auditChainSchema = z.object({
  entries: z.int(),
  /** Hash of the newest entry, hex. */
  head: z.string(),
  /** Id of the first entry that does not follow from the one before, null when the chain holds. */
  brokenAt: z.int().nullable(),
  /** Whether the head that was asked for is part of the chain; null when none was. */
  knownHeadFound: z.boolean().nullable(),
});
export type AuditChain = z.infer<typeof auditChainSchema>;
