/**
 * Empties the outbox. A delivery is leased for the time of one attempt: a process that dies leaves it to the next one,
 * which sends it again under the same id. What can't be delivered within a day is given up; a feed of events never is.
 */
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { alertAttempts, alertDeliveries } from "../../drizzle/schema";
import type { Log } from "../log";
import { type AttemptResult, problemOf } from "./attempt";
import { backoffMs } from "./backoff";
import { type ChannelSecret, type Opener, openChannel } from "./channel-secret";
import { feedBody } from "./feed";
import { type Envelope, mailOf, slackBody, webhookBody } from "./format";
import { postOnce } from "./http-post";
import { mailOnce } from "./mail";
import type { ReceiverPolicy } from "./receivers";
import { signWebhook } from "./signature";

/** Longer than an attempt takes; after a process was killed, its channels wait so long. */
const LEASE_MS = 15_000;
const GIVE_UP_MS = 24 * 3_600_000;

export interface DeliveryServices {
  readonly db: Database;
  readonly vault: Opener;
  readonly policy: ReceiverPolicy;
  readonly consoleUrl: string;
  readonly log: Log;
  readonly clock: () => Date;
}

const leased = z.object({
  id: z.string(),
  kind: z.string(),
  payload: z.unknown(),
  summary: z.string(),
  tries: z.number(),
  created_at: z.coerce.date(),
  seal_id: z.string(),
  sealed: z.string(),
});
type Leased = z.infer<typeof leased>;

/** Makes one attempt for everything that is due, one after the other. Returns how many attempts were made. */
export async function deliverDue(services: DeliveryServices): Promise<number> {
  let made = 0;
  for (let next = await leaseNext(services); next !== null; next = await leaseNext(services)) {
    made += 1;
    await deliver(services, next);
  }
  return made;
}

/**
 * Leases the delivery that is due longest, of a channel that nobody delivers to just now: a receiver that hangs keeps one
 * deliverer busy and no more. The closing of an incident waits for its opening.
 */
async function leaseNext({ db, clock }: DeliveryServices): Promise<Leased | null> {
  const now = clock();
  const result = await db.execute(sql`
    UPDATE alert_deliveries d SET leased_until = ${instant(now.getTime() + LEASE_MS)}, tries = d.tries + 1
    FROM alert_channels c
    WHERE c.id = d.channel_id AND d.id = (
      SELECT w.id FROM alert_deliveries w JOIN alert_channels wc ON wc.id = w.channel_id
      WHERE w.state = 'waiting' AND w.next_attempt_at <= ${instant(now.getTime())}
        AND (w.leased_until IS NULL OR w.leased_until < ${instant(now.getTime())})
        AND wc.enabled AND wc.deleted_at IS NULL
        AND NOT EXISTS (SELECT FROM alert_deliveries l WHERE l.channel_id = w.channel_id AND l.state = 'waiting'
          AND l.leased_until > ${instant(now.getTime())})
        AND NOT (w.kind = 'closed' AND EXISTS (SELECT FROM alert_deliveries o WHERE o.channel_id = w.channel_id
          AND o.incident_id = w.incident_id AND o.kind = 'opened' AND o.state = 'waiting'))
      ORDER BY w.next_attempt_at LIMIT 1 FOR UPDATE OF w SKIP LOCKED)
    RETURNING d.id, d.kind, d.payload, d.summary, d.tries, d.created_at, c.seal_id, c.sealed`);
  const [row] = result.rows;
  return row === undefined ? null : leased.parse(row);
}

async function deliver(services: DeliveryServices, delivery: Leased): Promise<void> {
  const started = services.clock();
  const result = await attempt(services, delivery, started);
  const ended = services.clock();
  await settle(services.db, delivery, result, started, ended);
  if (result.problem !== null)
    services.log.warn("a notification was not taken", {
      delivery: delivery.id,
      try: delivery.tries,
      problem: result.problem,
    });
}

async function attempt(services: DeliveryServices, delivery: Leased, at: Date): Promise<AttemptResult> {
  try {
    const secret = await openChannel(services.vault, delivery.seal_id, delivery.sealed);
    const envelope: Envelope = {
      id: delivery.id,
      createdAt: delivery.created_at,
      summary: delivery.summary,
      consoleUrl: services.consoleUrl,
    };
    return await send(services, secret, envelope, delivery, at);
  } catch (error) {
    services.log.error("a notification could not be sent", error, { delivery: delivery.id });
    return { status: null, problem: `not sent: ${problemOf(error)}`, gone: false };
  }
}

async function send(
  { db, policy }: DeliveryServices,
  secret: ChannelSecret,
  envelope: Envelope,
  { kind, payload }: Leased,
  at: Date,
): Promise<AttemptResult> {
  switch (secret.kind) {
    case "webhook":
    case "events": {
      const body = kind === "events" ? await feedBody(db, envelope, payload) : webhookBody(envelope, payload);
      const headers = signWebhook(secret.signingSecret, envelope.id, at, body);
      return postOnce(policy, secret.url, { ...headers }, body);
    }
    case "slack":
      return postOnce(policy, secret.url, {}, slackBody(envelope, payload));
    case "email":
      return mailOnce(policy, secret, mailOf(envelope, payload));
  }
}

/** Writes the attempt down, and what becomes of the delivery. */
async function settle(
  db: Database,
  delivery: Leased,
  result: AttemptResult,
  started: Date,
  ended: Date,
): Promise<void> {
  const { status, problem, gone } = result;
  const isOld = ended.getTime() - delivery.created_at.getTime() > GIVE_UP_MS;
  const state = problem === null ? "delivered" : delivery.kind !== "events" && (gone || isOld) ? "failed" : "waiting";
  await db.transaction(async (tx) => {
    await tx.insert(alertAttempts).values({
      deliveryId: delivery.id,
      at: started,
      milliseconds: ended.getTime() - started.getTime(),
      status,
      problem,
    });
    await tx
      .update(alertDeliveries)
      .set({
        state,
        leasedUntil: null,
        settledAt: state === "waiting" ? null : ended,
        nextAttemptAt: new Date(ended.getTime() + backoffMs(delivery.tries, Math.random())),
      })
      .where(eq(alertDeliveries.id, delivery.id));
  });
}

function instant(at: number) {
  return sql`${new Date(at).toISOString()}::timestamptz`;
}

/** How long settled deliveries are kept for the log; pages of a feed are many, and kept shortly. */
const KEPT_DAYS = 90;
const FEED_KEPT_DAYS = 2;

/** Forgets settled deliveries that nobody will look at any more. */
export async function forgetDeliveries(db: Database): Promise<void> {
  await db.execute(sql`DELETE FROM alert_deliveries WHERE state <> 'waiting' AND created_at < now() - make_interval(days =>
    CASE kind WHEN 'events' THEN ${FEED_KEPT_DAYS}::int ELSE ${KEPT_DAYS}::int END)`);
}
