import { and, asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { alertChannels } from "../../../drizzle/schema";
import type { AlertChannel } from "../../contract/admin/alert-channels";
import { CHANNEL_KINDS, type ChannelKind } from "../../contract/alerts";
import { feedCursorText } from "../../contract/event-feed";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

/** The columns that may leave; what is sealed is not among them. */
const columns = {
  id: alertChannels.id,
  name: alertChannels.name,
  kind: alertChannels.kind,
  target: alertChannels.target,
  fingerprint: alertChannels.fingerprint,
  filter: alertChannels.filter,
  cursorPosition: alertChannels.cursorPosition,
  cursorEvent: alertChannels.cursorEvent,
  enabled: alertChannels.enabled,
  createdBy: alertChannels.createdBy,
  createdAt: alertChannels.createdAt,
  waiting: sql<number>`(SELECT count(*)::int FROM alert_deliveries d
    WHERE d.channel_id = alert_channels.id AND d.state = 'waiting')`,
  lastDeliveredAt: sql<Date | null>`(SELECT max(d.settled_at) FROM alert_deliveries d
    WHERE d.channel_id = alert_channels.id AND d.state = 'delivered')`.mapWith(alertChannels.createdAt),
  lastFailure: sql<
    string | null
  >`(SELECT a.problem FROM alert_attempts a JOIN alert_deliveries d ON d.id = a.delivery_id
    WHERE d.channel_id = alert_channels.id ORDER BY a.id DESC LIMIT 1)`,
  rules: sql<string[]>`ARRAY(SELECT r.name FROM alert_rule_channels rc JOIN alert_rules r ON r.id = rc.rule_id
    WHERE rc.channel_id = alert_channels.id AND r.deleted_at IS NULL ORDER BY r.name)`,
};

type Reader = Pick<Database, "select">;

async function select(db: Reader, condition?: SQL): Promise<AlertChannel[]> {
  const rows = await db
    .select(columns)
    .from(alertChannels)
    .where(and(isNull(alertChannels.deletedAt), condition))
    .orderBy(asc(alertChannels.name));
  return rows.map(({ cursorPosition, cursorEvent, createdAt, lastDeliveredAt, kind, ...rest }) => ({
    ...rest,
    kind: storedKind(kind),
    cursor: cursorPosition === null ? null : feedCursorText({ position: cursorPosition, event: cursorEvent }),
    createdAt: iso(createdAt),
    lastDeliveredAt: isoOrNull(lastDeliveredAt),
  }));
}

export function selectChannels(db: Reader): Promise<AlertChannel[]> {
  return select(db);
}

/** One channel; throws `not_found`. */
export async function findChannel(db: Reader, id: number): Promise<AlertChannel> {
  const [channel] = await select(db, eq(alertChannels.id, id));
  if (channel === undefined) throw new AttestryError("not_found", "There is no such channel.");
  return channel;
}

/** The channel before a change that nobody else can make meanwhile; throws `not_found`. */
export async function lockChannel(tx: Transaction, id: number): Promise<AlertChannel> {
  await tx.select({ id: alertChannels.id }).from(alertChannels).where(eq(alertChannels.id, id)).for("update");
  return findChannel(tx, id);
}

function storedKind(text: string): ChannelKind {
  const kind = CHANNEL_KINDS.find((known) => known === text);
  if (kind === undefined) throw new Error(`alert_channels holds the unknown kind ${text}`);
  return kind;
}

/** What the audit keeps of a channel. */
export function auditedChannel({ name, kind, target, fingerprint, filter, enabled }: AlertChannel) {
  return { name, kind, target, fingerprint, filter, enabled };
}
