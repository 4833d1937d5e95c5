/** From installations to rows: who attested when, how each was judged, and where it is written. */
import type pg from "pg";
import type { RegisteredApp } from "../../lib/attestation/reference-values";
import type { Platform } from "../../lib/contract/evidence";
import { MINUTES_KEPT_DAYS } from "../../lib/contract/history";
import { encodeArc } from "../../lib/contract/outcome";
import { low48OfUuid } from "../../lib/encoding/hyperloglog";
import type { AttestationEvent } from "../../lib/events/event";
import { FacetCache } from "../../lib/events/facets";
import { type FacetValues, loadFacetValues, monthOf, SketchSet } from "../../lib/events/sketches";
import { type Random, seededRandom } from "../random";
import { type Activity, drawHour, HOUR_MS, instantsOf } from "./hours";
import { type Installation, uuidFrom } from "./installations";
import { type Judged, judge } from "./judged";
import {
  type ActiveHour,
  type Counted,
  facetIdsOf,
  writeActiveHours,
  writeEvents,
  writeHours,
  writeMinutes,
} from "./write";

const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** A judged shape with its facet. */
export interface Known {
  readonly judged: Judged;
  readonly facetId: number;
}

export interface HistoryPlan {
  readonly installations: readonly Installation[];
  /** By installation and shape. */
  readonly known: readonly (readonly Known[])[];
  readonly facets: FacetValues;
  readonly cache: FacetCache;
  readonly seed: number;
  /** The last instant of the history. */
  readonly end: number;
  /** From here on, hours are written as single events. */
  readonly rawFrom: number;
  /** How each instance was seen in the newest hour that is written, by its id. */
  readonly lastSeen: Map<string, LastSeen>;
}

/** An instance at the beginning of the hour in which it attested last. */
export interface LastSeen extends Known {
  readonly at: number;
}

/** Judges every installation under each of its releases. */
export async function planHistory(
  client: pg.ClientBase,
  options: Pick<HistoryPlan, "installations" | "seed" | "end" | "rawFrom"> & {
    readonly apps: Readonly<Record<Platform, RegisteredApp>>;
    readonly test: boolean;
  },
): Promise<HistoryPlan> {
  const { apps, test, ...rest } = options;
  const now = new Date(options.end);
  const judged = options.installations.map((installation) =>
    installation.shapes.map(({ shape }) => judge(installation, shape, apps[installation.platform], test, now)),
  );
  const cache = new FacetCache();
  const ids = (await facetIdsOf(client, cache, judged.flat())).values();
  const known = judged.map((shapes) => shapes.map((one) => ({ judged: one, facetId: ids.next().value ?? 0 })));
  return { ...rest, known, cache, facets: await loadFacetValues(client), lastSeen: new Map() };
}

/** Writes one day of history, from its start (UTC) to its end or the end of all. Returns how many attestations. */
export async function writeDay(client: pg.ClientBase, plan: HistoryPlan, day: number): Promise<number> {
  const minutesFrom = Math.floor(plan.end / DAY_MS) * DAY_MS - MINUTES_KEPT_DAYS * DAY_MS;
  const sketches = new SketchSet();
  let total = 0;
  const hours: Counted[] = [];
  for (let hour = day; hour < day + DAY_MS && hour < plan.end; hour += HOUR_MS) {
    const active = drawHour(plan.installations, hour, plan.seed);
    total += active.reduce((sum, { n }) => sum + n, 0);
    for (const activity of active)
      plan.lastSeen.set(installationOf(plan, activity).id, { at: hour, ...knownOf(plan, activity) });
    if (hour >= plan.rawFrom) await writeEvents(client, plan.cache, eventsOf(plan, active, hour));
    else if (hour >= minutesFrom) await writeMinuteHour(client, plan, active, hour);
    else {
      hours.push(
        ...counted(
          plan,
          active.map((activity) => ({ activity, bucket: hour, n: activity.n })),
        ),
      );
      for (const activity of active) sketch(plan, sketches, activity);
    }
  }
  await writeHours(client, hours);
  await sketches.save(client, "sketch_days", new Date(day));
  await sketches.save(client, "sketch_months", monthOf(new Date(day)));
  return total;
}

function knownOf({ known }: HistoryPlan, { installation, shape }: Activity): Known {
  const found = known[installation]?.[shape];
  if (found === undefined) throw new Error("an installation was not judged");
  return found;
}

function installationOf({ installations }: HistoryPlan, { installation }: Activity): Installation {
  const found = installations[installation];
  if (found === undefined) throw new Error("no such installation");
  return found;
}

function sketch(plan: HistoryPlan, set: SketchSet, activity: Activity): void {
  const { judged, facetId } = knownOf(plan, activity);
  const low48 = low48OfUuid(installationOf(plan, activity).id);
  set.add(plan.facets, { facetId, outcome: judged.outcome, reasons: judged.reasons, low48 });
}

/** One attestation of an installation in a bucket. */
interface Sent {
  readonly activity: Activity;
  readonly bucket: number;
  readonly n: number;
}

/** Sums attestations by bucket, facet and judgement. */
function counted(plan: HistoryPlan, sent: readonly Sent[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const { activity, bucket, n } of sent) {
    const { judged, facetId } = knownOf(plan, activity);
    const key = `${bucket} ${facetId} ${judged.outcome} ${judged.signals} ${judged.reasons}`;
    sums.set(key, { bucket, facetId, judged, n: n + (sums.get(key)?.n ?? 0) });
  }
  return [...sums.values()];
}

/** An hour whose minutes are kept: minutes, the hour itself, and who was active. */
async function writeMinuteHour(client: pg.ClientBase, plan: HistoryPlan, active: readonly Activity[], hour: number) {
  const random = seededRandom(plan.seed ^ (hour / HOUR_MS));
  const sent = active.flatMap((activity) =>
    instantsOf(activity, installationOf(plan, activity), hour, plan.end, random).map((at) => ({
      activity,
      bucket: floorTo(at, MINUTE_MS),
      n: 1,
    })),
  );
  const inHour = sent.map((one) => ({ ...one, bucket: hour }));
  await writeMinutes(client, counted(plan, sent));
  await writeHours(client, counted(plan, inHour));
  const rows = [...new Set(sent.map(({ activity }) => activity))].map((activity): ActiveHour => {
    const { judged, facetId } = knownOf(plan, activity);
    return { bucket: hour, instanceId: installationOf(plan, activity).id, facetId, judged };
  });
  await writeActiveHours(client, rows);
}

function floorTo(at: number, width: number): number {
  return Math.floor(at / width) * width;
}

function eventsOf(plan: HistoryPlan, active: readonly Activity[], hour: number): AttestationEvent[] {
  const random = seededRandom(plan.seed ^ (hour / HOUR_MS));
  return active.flatMap((activity) =>
    instantsOf(activity, installationOf(plan, activity), hour, plan.end, random).map((at) =>
      eventOf(plan, activity, at, random),
    ),
  );
}

function eventOf(plan: HistoryPlan, activity: Activity, at: number, random: Random): AttestationEvent {
  const { judged } = knownOf(plan, activity);
  const { facets, outcome, signals, reasons, firstReason, policyVersionId, decision, state } = judged;
  return {
    id: uuidFrom(random, at),
    ts: new Date(at).toISOString(),
    facets,
    kind: 2,
    outcome,
    signals,
    reasons,
    firstReason,
    override: 0,
    policyVersionId,
    instanceId: installationOf(plan, activity).id,
    arc: encodeArc(Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256))),
    errorCode: null,
    // TEST-NET-2 (RFC 5737).
    address: `198.51.100.${activity.installation % 256}`,
    decision,
    nonce: null,
    nonceExpiresAt: null,
    instance: null,
    state,
  };
}
