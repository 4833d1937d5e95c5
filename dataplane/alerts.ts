import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../drizzle/client";
import { deliverDue, forgetDeliveries } from "../lib/alerts/deliver";
import { evaluateAlerts, type FailedRules } from "../lib/alerts/evaluate";
import { pageFeeds } from "../lib/alerts/feed";
import { receiverPolicy } from "../lib/alerts/receivers";
import { systemClock } from "../lib/clock";
import { type Config, requireDatabaseUrl } from "../lib/config";
import { forgetBatches, sequenceBatches } from "../lib/events/feed";
import { retentionInForce } from "../lib/events/retention";
import type { Log } from "../lib/log";
import { every } from "./every";
import type { Vault } from "./vault";

/** Each takes a channel at a time; more channels than this that hang at once delay the others. */
const DELIVERERS = 6;
const POOL_SIZE = 4;
/** A new minute is noticed within this time; a waiting notification too. */
const TURN_MS = 1_000;
const FORGET_MS = 3_600_000;
/** A stopping data plane waits so long for a receiver; what is cut then is sent again under the same id. */
const STOP_MS = 5_000;

export interface Alerts {
  stop(): Promise<void>;
}

/** Judges rules, pages feeds and delivers what is due, in every data plane; Postgres deals out the work. */
export function startAlerts(settings: Config, vault: Vault, log: Log): Alerts {
  const { db, pool, close } = connect(requireDatabaseUrl(settings), POOL_SIZE, "attestry-alerts");
  const policy = receiverPolicy(settings.privateReceivers);
  const delivery = { db, vault, policy, consoleUrl: settings.consoleUrl, log, clock: systemClock };
  const failed: FailedRules = new Map();
  const timers = [
    every(TURN_MS, log, async () => void (await evaluateAlerts(db, systemClock(), log, failed))),
    every(TURN_MS, log, async () => void (await pageFeeds(db, systemClock()))),
    ...Array.from({ length: DELIVERERS }, () => every(TURN_MS, log, async () => void (await deliverDue(delivery)))),
    every(TURN_MS, log, () => sequenceBatches(db)),
    every(FORGET_MS, log, async () => {
      await forgetDeliveries(db);
      await forgetBatches(db, await retentionInForce(pool, settings.retentionDays));
    }),
  ];
  return {
    async stop() {
      const over = Promise.all(timers.map((timer) => timer.stop()));
      await Promise.race([over, sleep(STOP_MS, undefined, { ref: false })]);
      await close();
    },
  };
}
