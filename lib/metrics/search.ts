import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { SearchResult } from "../contract/events";
import { ARC_LENGTH, OUTCOMES } from "../contract/outcome";
import { eventDetail } from "./event-detail";
import { select } from "./select";
import { instant, millis } from "./sql-time";

const HITS_MAX = 5;
/** How far back a part of an ARC is looked for; a whole one is found as long as history is kept. */
const PARTIAL_MS = 30 * 86_400_000;

type Hits = SearchResult["hits"];

/** Attempts by ARC or event id, instances by id, app versions by their start, apps by a part of their name or id. */
export async function search(db: Database, text: string, now: Date): Promise<SearchResult> {
  const typed = text.trim();
  const [attestations, events, instances, versions, apps] = await Promise.all([
    attestationHits(db, typed, now),
    eventHits(db, typed),
    instanceHits(db, typed),
    versionHits(db, typed),
    appHits(db, typed),
  ]);
  return { hits: [...attestations, ...events, ...instances, ...versions, ...apps] };
}

async function attestationHits(db: Database, typed: string, now: Date): Promise<Hits> {
  const arc = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (!/^[0-9A-Z]{2,10}$/.test(arc) || arc.length > ARC_LENGTH) return [];
  const since = arc.length === ARC_LENGTH ? 0 : now.getTime() - PARTIAL_MS;
  // Z is the last letter of an ARC: a range finds every one with this start through the index, in any collation.
  const rows = await select(
    db,
    z.object({ id: z.string(), arc: z.string(), at: z.number(), outcome: z.number() }),
    sql`SELECT id, arc, ${millis(sql`ts`)} AS at, outcome FROM attestation_events
      WHERE arc >= ${arc} AND arc <= ${arc.padEnd(ARC_LENGTH, "Z")} AND ts >= ${instant(since)}
      ORDER BY ts DESC LIMIT ${HITS_MAX}`,
  );
  return rows.map(({ outcome, ...hit }) => ({
    kind: "attestation",
    ...hit,
    outcome: outcome === OUTCOMES.pass ? "pass" : "fail",
  }));
}

/** The instance id as the console shows it (UUID) or as tokens carry it (`did`, base64 of the same 16 bytes). */
function instanceIdOf(typed: string): string | null {
  if (z.guid().safeParse(typed).success) return typed.toLowerCase();
  if (!/^[A-Za-z0-9+/]{22}==$/.test(typed)) return null;
  return Buffer.from(typed, "base64")
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function instanceHits(db: Database, typed: string): Promise<Hits> {
  const id = instanceIdOf(typed);
  if (id === null) return [];
  const rows = await select(
    db,
    z.object({ instanceId: z.string(), model: z.string() }),
    sql`SELECT id AS "instanceId", model FROM instances WHERE id = ${id}::uuid`,
  );
  return rows.map((row) => ({ kind: "instance", ...row }));
}

/** The attempt of an event id. */
async function eventHits(db: Database, typed: string): Promise<Hits> {
  if (!z.uuid({ version: "v7" }).safeParse(typed).success) return [];
  const event = await eventDetail(db, typed.toLowerCase());
  return event === null
    ? []
    : [{ kind: "attestation", id: event.id, arc: event.arc, at: event.at, outcome: event.outcome }];
}

async function appHits(db: Database, typed: string): Promise<Hits> {
  if (typed.length < 2) return [];
  const rows = await select(
    db,
    z.object({ id: z.number(), name: z.string(), appId: z.string(), platform: z.string() }),
    sql`SELECT id, name, app_id AS "appId", platform FROM apps
      WHERE strpos(lower(name), lower(${typed})) > 0 OR strpos(lower(app_id), lower(${typed})) > 0
      ORDER BY archived_at NULLS FIRST, name, platform LIMIT ${HITS_MAX}`,
  );
  return rows.map((row) => ({ kind: "app", ...row }));
}

async function versionHits(db: Database, typed: string): Promise<Hits> {
  if (!/^\d+\.[\d.]*$/.test(typed)) return [];
  const rows = await select(
    db,
    z.object({ version: z.string() }),
    sql`SELECT app_version AS version FROM facets WHERE starts_with(app_version, ${typed})
      GROUP BY 1 ORDER BY max(id) DESC LIMIT ${HITS_MAX}`,
  );
  return rows.map((row) => ({ kind: "version", ...row }));
}
