import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { parseAttestedState } from "../../attestation/attested-state";
import { BUILD_MATCHES, type Facts } from "../../attestation/decide";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../../contract/evidence";
import { encodeSignals } from "../../contract/signals";
import { instant } from "../sql-time";
import type { PreviewFacet } from "./facets";
import { OVERRIDE_BY_NUMBER, packedRows } from "./packed-rows";

/** Instances that were all last seen alike, in everything that a verdict turns on. */
export interface InstanceGroup {
  readonly facet: PreviewFacet;
  readonly facts: Facts;
  /** All signals, those of the rules too. */
  readonly signals: number;
  readonly n: number;
  /** One of them. */
  readonly example: string;
}

/** Columns of {@link instanceRows}. */
export type InstanceRow = readonly [
  facetId: number,
  signals: number,
  override: number,
  measured: number,
  securityLevel: number,
  build: number,
  patchLevel: string | null,
  attested: string | null,
  n: number,
  example: string,
];

const UNTRUSTED_CHAIN = encodeSignals(["untrusted-chain"]);

/**
 * How the instances of some facets were last seen since an instant, one row a kind. `ids` is a query of facet ids.
 * O(instances ever seen).
 */
export function instanceRows(db: Database, ids: SQL, since: number): Promise<InstanceRow[]> {
  // Counted by the one number that stands for all columns; what they are is looked up for one instance of each kind. A
  // lateral join, as the planner would rather read the whole table once more.
  return packedRows<InstanceRow>(
    db,
    [
      "facet_id",
      "signals",
      "override",
      "measured",
      "security_level",
      "build",
      "patch_level",
      "attested",
      "n",
      "example",
    ],
    sql`SELECT s.*, n
      FROM (
        SELECT count(*) AS n, any_value(instance_id) AS example FROM instance_states WHERE at >= ${instant(since)}
        GROUP BY kind
      ) kinds
      CROSS JOIN LATERAL (
        SELECT facet_id, signals, override, measured, security_level, build, patch_level, attested,
          instance_id AS example
        FROM instance_states WHERE instance_id = kinds.example LIMIT 1
      ) s
      JOIN (${ids}) f USING (facet_id)`,
  );
}

/** The rows with what their facets stand for. */
export function instanceGroups(
  rows: readonly InstanceRow[],
  facets: ReadonlyMap<number, PreviewFacet>,
): InstanceGroup[] {
  return rows.flatMap((row) => {
    const facet = facets.get(row[0]);
    return facet === undefined
      ? []
      : [{ facet, facts: factsOf(row, facet), signals: row[1], n: row[8], example: row[9] }];
  });
}

function factsOf(
  [, signals, override, measured, securityLevel, build, patchLevel, attested]: InstanceRow,
  facet: PreviewFacet,
): Facts {
  return {
    measured,
    format: EVIDENCE_FORMATS.find((format) => format === facet.format) ?? "software-key",
    securityLevel: SECURITY_LEVELS[securityLevel] ?? "none",
    unwantedTest: facet.test && (signals & ~measured & UNTRUSTED_CHAIN) !== 0,
    appVersion: facet.appVersion,
    sdkVersion: facet.sdkVersion,
    model: facet.model,
    osVersion: facet.osVersion,
    patchLevel,
    build: BUILD_MATCHES[build] ?? "none",
    ...parsed(attested),
    override: OVERRIDE_BY_NUMBER.get(override) ?? "none",
    waives: 0,
  };
}

const PARSED_MAX = 10_000;
const parsedStates = new Map<string | null, ReturnType<typeof parseAttestedState>>();

/** Few states, many instances: each text is read once. */
function parsed(stored: string | null): ReturnType<typeof parseAttestedState> {
  const known = parsedStates.get(stored) ?? parseAttestedState(stored);
  if (parsedStates.size > PARSED_MAX) parsedStates.clear();
  parsedStates.set(stored, known);
  return known;
}
