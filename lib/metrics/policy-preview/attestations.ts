import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import type { RecordedAttestation } from "../../attestation/replay";
import { ATTEMPT_KINDS, OUTCOMES, type Outcome } from "../../contract/outcome";
import type { Piece } from "../pieces";
import { instant } from "../sql-time";
import type { PreviewFacet } from "./facets";
import { OVERRIDE_BY_NUMBER, packedRows } from "./packed-rows";
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

/** Columns of {@link attestationRows}. */
export type AttestationRow = readonly [
  facetId: number,
  signals: number,
  outcome: number,
  override: number,
  policyVersionId: number,
  n: number,
];

/**
 * The attestations of some facets between two instants, from the coarsest rollups that serve. `ids` is a query of facet
 * ids.
 */
export async function attestationRows(
  db: Database,
  ids: SQL,
  window: { readonly from: number; readonly to: number },
): Promise<AttestationRow[]> {
  const parts = await rollupParts(db, window);
  return packedRows<AttestationRow>(
    db,
    ["facet_id", "signals", "outcome", "override", "policy_version_id", "n"],
    sql`SELECT facet_id, signals, outcome, override, policy_version_id, sum(n::float8) AS n
      FROM (${sql.join(parts.map(partRows), sql` UNION ALL `)}) r JOIN (${ids}) f USING (facet_id) GROUP BY 1, 2, 3, 4, 5`,
  );
}

/** The rows with what their facets and policy versions stand for. */
export function attestationGroups(
  rows: readonly AttestationRow[],
  facets: ReadonlyMap<number, PreviewFacet>,
  policies: KnownPolicies,
): AttestationGroup[] {
  return rows.flatMap((row) => {
    const facet = facets.get(row[0]);
    return facet === undefined ? [] : [groupOf(row, facet, policies)];
  });
}

function partRows({ table, from, to }: Piece): SQL {
  const attestations = table === "rollup_weeks" ? sql`` : sql` AND kind = ${ATTEMPT_KINDS.attestation}`;
  return sql`SELECT facet_id, signals, outcome, override, policy_version_id, n FROM ${sql.raw(table)}
    WHERE bucket >= ${instant(from)} AND bucket < ${instant(to)}${attestations}`;
}

function groupOf(
  [, signals, outcome, override, policyVersionId, n]: AttestationRow,
  facet: PreviewFacet,
  policies: KnownPolicies,
): AttestationGroup {
  const { format, appVersion, sdkVersion, osVersion, model } = facet;
  return {
    facet,
    recorded: {
      signals,
      override: OVERRIDE_BY_NUMBER.get(override) ?? "none",
      judgedBy: policies.byId.get(policyVersionId) ?? null,
      format,
      appVersion,
      sdkVersion,
      osVersion,
      model,
    },
    policyVersionId,
    outcome: outcome === OUTCOMES.pass ? "pass" : "fail",
    n,
  };
}
