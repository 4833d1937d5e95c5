import { sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { orderReasons } from "../../attestation/appraise";
import type { PreviewExample } from "../../contract/admin/policy-preview";
import { decodeSignals } from "../../contract/signals";
import { millis } from "../sql-time";
import type { InstanceGroup } from "./instances";
import type { Change } from "./tally";

const EACH_MAX = 4;

/** A group that changes, and the signals that reject it under the draft or do so today. */
export interface ChangedGroup {
  readonly change: Change;
  readonly group: InstanceGroup;
  readonly rejecting: number;
}

type Row = { id: string; seen: number; patch_level: string | null };

/** The largest kinds of instances that change, each with one of them. */
export async function previewExamples(db: Database, changed: readonly ChangedGroup[]): Promise<PreviewExample[]> {
  const kinds = [...kindsOf(changed).values()].sort((a, b) => b.alike - a.alike);
  const shown = (["rejected", "admitted"] as const).flatMap((change) =>
    kinds.filter((kind) => kind.change === change).slice(0, EACH_MAX),
  );
  if (shown.length === 0) return [];
  const ids = shown.map(({ group }) => group.example);
  const { rows } = await db.execute<Row>(
    sql`SELECT instance_id AS id, ${millis(sql`at`)} AS seen, patch_level FROM instance_states
      WHERE instance_id = ANY(${sql.param(ids)}::uuid[])`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return shown.flatMap(({ group: { facet, example }, change, reasons, alike }) => {
    const row = found.get(example);
    if (row === undefined) return [];
    const { model, country, appVersion, osVersion, sdkVersion, test } = facet;
    const instance = { instanceId: example, seenAt: row.seen, patchLevel: row.patch_level };
    return [{ change, reasons, alike, ...instance, model, country, appVersion, osVersion, sdkVersion, test }];
  });
}

interface Kind extends ChangedGroup {
  readonly reasons: PreviewExample["reasons"];
  readonly alike: number;
}

/** Alike are instances of one model with the same reasons; the largest group among them stands for them. */
function kindsOf(changed: readonly ChangedGroup[]): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const { change, group, rejecting } of changed) {
    const key = `${change} ${rejecting} ${group.facet.model}`;
    const kind = kinds.get(key);
    const stands = kind === undefined || group.n > kind.group.n ? group : kind.group;
    const reasons = kind?.reasons ?? orderReasons(decodeSignals(rejecting));
    kinds.set(key, { change, group: stands, rejecting, reasons, alike: (kind?.alike ?? 0) + group.n });
  }
  return kinds;
}
