import { connect } from "../drizzle/client";
import { deliverDue, forgetDeliveries } from "../lib/alerts/deliver";
import { evaluateAlerts } from "../lib/alerts/evaluate";
import { pageFeeds } from "../lib/alerts/feed";
import { receiverPolicy } from "../lib/alerts/receivers";
import { systemClock } from "../lib/clock";
import { type Config, requireDatabaseUrl } from "../lib/config";
import { forgetBatches, sequenceBatches } from "../lib/events/feed";
import { retentionInForce } from "../lib/events/retention";
import type { Log } from "../lib/log";
import { every } from "./every";
import type { Vault } from "./vault";

const POOL_SIZE = 4;
/** A new minute is noticed within this time; a waiting notification too. */
const TURN_MS = 1_000;
const FORGET_MS = 3_600_000;

export interface Alerts {
  stop(): Promise<void>;
}

/** Judges rules, pages feeds and delivers what is due, in every data plane; Postgres deals out the work. */
export function startAlerts(settings: Config, vault: Vault, log: Log): Alerts {
  const { db, pool, close } = connect(requireDatabaseUrl(settings), POOL_SIZE, "attestry-alerts");
  const policy = receiverPolicy(settings.privateReceivers);
  const delivery = { db, vault, policy, consoleUrl: settings.consoleUrl, log, clock: systemClock };
  const timers = [
    every(TURN_MS, log, async () => void (await evaluateAlerts(db, systemClock(), log))),
    every(TURN_MS, log, async () => {
      await pageFeeds(db, systemClock());
      await deliverDue(delivery);
    }),
    every(TURN_MS, log, () => sequenceBatches(db)),
    every(FORGET_MS, log, async () => {
      await forgetDeliveries(db);
      await forgetBatches(db, await retentionInForce(pool, settings.retentionDays));
    }),
  ];
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await close();
    },
  };
}
