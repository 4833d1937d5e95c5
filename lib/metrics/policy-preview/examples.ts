import { sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { orderReasons } from "../../attestation/appraise";
import { BUILD_MATCHES, decide } from "../../attestation/decide";
import type { PreviewExample } from "../../contract/admin/policy-preview";
import { SECURITY_LEVELS } from "../../contract/evidence";
import type { AppraisalPolicy } from "../../contract/policy";
import { decodeSignals } from "../../contract/signals";
import { instant, millis } from "../rollup-source";
import type { InstanceGroup } from "./instances";
import type { PatchClasses } from "./patch-class";
import type { Change } from "./tally";

const EACH_MAX = 4;

/** A group that changes, and the policy whose reasons explain it: the draft's to reject, the present one's to admit. */
export interface ChangedGroup {
  readonly change: Change;
  readonly group: InstanceGroup;
}

type Row = { place: number; instance_id: string; seen: number; patch_level: string | null };

/** The largest kinds of instances that change, each with the one of them that was seen last. */
export async function previewExamples(
  db: Database,
  changed: readonly ChangedGroup[],
  explains: (change: Change) => AppraisalPolicy | null,
  since: number,
  patches: PatchClasses,
): Promise<PreviewExample[]> {
  const kinds = [...kindsOf(changed, explains).values()].sort((a, b) => b.alike - a.alike);
  const shown = (["rejected", "admitted"] as const).flatMap((change) =>
    kinds.filter((kind) => kind.change === change).slice(0, EACH_MAX),
  );
  if (shown.length === 0) return [];
  const groups = shown.map(({ group }) => group);
  const { rows } = await db.execute<Row>(sql`SELECT DISTINCT ON (k.place) k.place::int, s.instance_id,
      ${millis(sql`s.at`)} AS seen, s.patch_level
    FROM unnest(${sql.param(groups.map(({ facet }) => facet.id))}::int[], ${sql.param(groups.map(({ signals }) => signals))}::int[],
        ${sql.param(groups.map(({ facts }) => facts.measured))}::int[],
        ${sql.param(groups.map(({ facts }) => SECURITY_LEVELS.indexOf(facts.securityLevel)))}::int[],
        ${sql.param(groups.map(({ facts }) => BUILD_MATCHES.indexOf(facts.build)))}::int[],
        ${sql.param(groups.map(({ patchClass }) => patchClass))}::int[])
      WITH ORDINALITY AS k(facet_id, signals, measured, security_level, build, patch_class, place)
    JOIN (SELECT *, ${patches.column} AS patch_class FROM instance_states WHERE at >= ${instant(since)}) s ON s.facet_id = k.facet_id AND s.signals = k.signals AND s.measured = k.measured
      AND s.security_level = k.security_level AND s.build = k.build
      AND s.patch_class = k.patch_class
    ORDER BY k.place, s.at DESC`);
  const newest = new Map(rows.map((row) => [row.place, row]));
  return shown.flatMap(({ group: { facet }, change, reasons, alike }, index) => {
    const found = newest.get(index + 1);
    if (found === undefined) return [];
    const { model, country, appVersion, osVersion, sdkVersion, test } = facet;
    const instance = { instanceId: found.instance_id, seenAt: found.seen, patchLevel: found.patch_level };
    return [{ change, reasons, alike, ...instance, model, country, appVersion, osVersion, sdkVersion, test }];
  });
}

interface Kind extends ChangedGroup {
  readonly reasons: PreviewExample["reasons"];
  readonly alike: number;
}

/** Alike are instances of one model with the same reasons; the largest group among them stands for them. */
function kindsOf(
  changed: readonly ChangedGroup[],
  explains: (change: Change) => AppraisalPolicy | null,
): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const { change, group } of changed) {
    const { rejecting } = decide(explains(change), group.facts);
    const key = `${change} ${rejecting} ${group.facet.model}`;
    const kind = kinds.get(key);
    const stands = kind === undefined || group.n > kind.group.n ? group : kind.group;
    const reasons = kind?.reasons ?? orderReasons(decodeSignals(rejecting));
    kinds.set(key, { change, group: stands, reasons, alike: (kind?.alike ?? 0) + group.n });
  }
  return kinds;
}
