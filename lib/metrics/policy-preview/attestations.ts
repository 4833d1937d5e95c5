import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import type { RecordedAttestation } from "../../attestation/replay";
import { ATTEMPT_KINDS, OUTCOMES, type Outcome, OVERRIDE_KIND_IDS, OVERRIDE_KINDS } from "../../contract/outcome";
import { instant } from "../rollup-source";
import type { PreviewFacet } from "./facets";
import type { KnownPolicies } from "./policies";
import { rollupParts } from "./rollup-parts";

/** Attestations that the rollups can't tell apart, summed over the whole time. */
export interface AttestationGroup {
  readonly facet: PreviewFacet;
  readonly recorded: RecordedAttestation;
  readonly policyVersionId: number;
  readonly outcome: Outcome;
  readonly n: number;
}

type Row = {
  facet_id: number;
  signals: number;
  outcome: number;
  override: number;
  policy_version_id: number;
  n: number;
};

/** The attestations of some facets between two instants, from the coarsest rollups that serve. */
export async function attestationGroups(
  db: Database,
  facets: ReadonlyMap<number, PreviewFacet>,
  policies: KnownPolicies,
  window: { readonly from: number; readonly to: number },
): Promise<AttestationGroup[]> {
  const ids = sql`${sql.param([...facets.keys()])}::int[]`;
  const parts = await rollupParts(db, window);
  const rows: SQL[] = parts.map(
    ({ table, from, to }) => sql`SELECT facet_id, signals, outcome, override, policy_version_id, sum(n)::float8 AS n
      FROM ${sql.raw(table)} WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)}
        AND kind = ${ATTEMPT_KINDS.attestation} AND facet_id = ANY(${ids}) GROUP BY 1, 2, 3, 4, 5`,
  );
  const found = await Promise.all(rows.map((query) => db.execute<Row>(query)));
  return found.flatMap(({ rows }) =>
    rows.flatMap((row) => {
      const facet = facets.get(row.facet_id);
      return facet === undefined ? [] : [groupOf(row, facet, policies)];
    }),
  );
}

function groupOf(row: Row, facet: PreviewFacet, policies: KnownPolicies): AttestationGroup {
  const { format, appVersion, sdkVersion, osVersion, model } = facet;
  return {
    facet,
    recorded: {
      signals: row.signals,
      override: OVERRIDE_KIND_IDS.find((kind) => OVERRIDE_KINDS[kind] === row.override) ?? "none",
      judgedBy: policies.byId.get(row.policy_version_id) ?? null,
      format,
      appVersion,
      sdkVersion,
      osVersion,
      model,
    },
    policyVersionId: row.policy_version_id,
    outcome: row.outcome === OUTCOMES.pass ? "pass" : "fail",
    n: row.n,
  };
}
