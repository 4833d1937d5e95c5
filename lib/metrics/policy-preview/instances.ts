import { sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { BUILD_MATCHES, type Facts } from "../../attestation/decide";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../../contract/evidence";
import { OVERRIDE_KIND_IDS, OVERRIDE_KINDS } from "../../contract/outcome";
import { encodeSignals } from "../../contract/signals";
import { instant } from "../rollup-source";
import type { PreviewFacet } from "./facets";

/** Instances that were all last seen alike, in everything that a verdict turns on. */
export interface InstanceGroup {
  readonly facet: PreviewFacet;
  readonly facts: Facts;
  /** All signals, those of the rules too. */
  readonly signals: number;
  readonly policyVersionId: number;
  readonly n: number;
}

type Row = {
  facet_id: number;
  signals: number;
  override: number;
  policy_version_id: number;
  measured: number;
  security_level: number;
  build: number;
  patch_level: string | null;
  n: number;
};

const UNTRUSTED_CHAIN = encodeSignals(["untrusted-chain"]);

/** How the instances of some facets were last seen since an instant. O(instances ever seen), one row a kind. */
export async function instanceGroups(
  db: Database,
  facets: ReadonlyMap<number, PreviewFacet>,
  since: number,
  withPatchLevels: boolean,
): Promise<InstanceGroup[]> {
  const patchLevel = withPatchLevels ? sql`patch_level` : sql`NULL::text`;
  const { rows } = await db.execute<Row>(sql`SELECT facet_id, signals, override, policy_version_id, measured,
      security_level, build, ${patchLevel} AS patch_level, count(*)::int AS n
    FROM instance_states WHERE at >= ${instant(since)} AND facet_id = ANY(${sql.param([...facets.keys()])}::int[])
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`);
  return rows.flatMap((row) => {
    const facet = facets.get(row.facet_id);
    return facet === undefined
      ? []
      : [{ facet, facts: factsOf(row, facet), signals: row.signals, policyVersionId: row.policy_version_id, n: row.n }];
  });
}

function factsOf(row: Row, facet: PreviewFacet): Facts {
  return {
    measured: row.measured,
    format: EVIDENCE_FORMATS.find((format) => format === facet.format) ?? "software-key",
    securityLevel: SECURITY_LEVELS[row.security_level] ?? "none",
    unwantedTest: (row.signals & ~row.measured & UNTRUSTED_CHAIN) !== 0,
    appVersion: facet.appVersion,
    sdkVersion: facet.sdkVersion,
    model: facet.model,
    osVersion: facet.osVersion,
    patchLevel: row.patch_level,
    build: BUILD_MATCHES[row.build] ?? "none",
    override: OVERRIDE_KIND_IDS.find((kind) => OVERRIDE_KINDS[kind] === row.override) ?? "none",
  };
}
