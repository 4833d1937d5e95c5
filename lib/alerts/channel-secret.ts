/** The secret half of a channel: sealed to the vault by the console, opened by the data plane alone. */
import { createHash } from "node:crypto";
import { desc } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { vaultKeys } from "../../drizzle/schema";
import { SMTP_SECURITY } from "../contract/admin/alert-channels";
import { AttestryError } from "../errors";
import { seal } from "../secrets/sealing";

const secretSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("webhook"), url: z.string(), signingSecret: z.string() }),
  z.object({ kind: z.literal("events"), url: z.string(), signingSecret: z.string() }),
  z.object({ kind: z.literal("slack"), url: z.string() }),
  z.object({
    kind: z.literal("email"),
    host: z.string(),
    port: z.number(),
    security: z.enum(SMTP_SECURITY),
    user: z.string(),
    password: z.string(),
    from: z.string(),
    to: z.array(z.string()),
  }),
]);
export type ChannelSecret = z.infer<typeof secretSchema>;
export type MailSettings = Extract<ChannelSecret, { kind: "email" }>;

function purposeOf(sealId: string): string {
  return `alert-channel:${sealId}`;
}

/** Seals a channel's secrets. Throws `temporarily_unavailable` while there is no vault to seal to. */
export async function sealChannel(
  db: Pick<Database, "select">,
  sealId: string,
  secret: ChannelSecret,
): Promise<string> {
  const [vaultKey] = await db.select().from(vaultKeys).orderBy(desc(vaultKeys.createdAt)).limit(1);
  if (vaultKey === undefined) {
    throw new AttestryError(
      "temporarily_unavailable",
      "There is no vault to keep the channel's secrets in yet: the data plane makes it when it first starts.",
    );
  }
  return seal(vaultKey, purposeOf(sealId), Buffer.from(JSON.stringify(secret)));
}

/** What opens sealed values; the data plane's vault. */
export interface Opener {
  open(purpose: string, sealed: string): Promise<Buffer>;
}

export async function openChannel(vault: Opener, sealId: string, sealed: string): Promise<ChannelSecret> {
  return secretSchema.parse(JSON.parse((await vault.open(purposeOf(sealId), sealed)).toString("utf8")));
}

/** First 8 hex digits of SHA-256 over a signing secret, to tell two apart. */
export function fingerprintOf(signingSecret: string): string {
  return createHash("sha256").update(signingSecret).digest("hex").slice(0, 8);
}
