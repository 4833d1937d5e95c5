import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { BUILD_MATCHES, type Facts } from "../../attestation/decide";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../../contract/evidence";
import { encodeSignals } from "../../contract/signals";
import { instant } from "../rollup-source";
import type { PreviewFacet } from "./facets";
import { OVERRIDE_BY_NUMBER, packedRows } from "./packed-rows";
import type { PatchClasses } from "./patch-class";

/** Instances that were all last seen alike, as far as the policies that are compared can tell. */
export interface InstanceGroup {
  readonly facet: PreviewFacet;
  readonly facts: Facts;
  /** All signals, those of the rules too. */
  readonly signals: number;
  readonly patchClass: number;
  readonly n: number;
}

type Row = readonly [
  facetId: number,
  signals: number,
  override: number,
  measured: number,
  securityLevel: number,
  build: number,
  patchClass: number,
  n: number,
];

const UNTRUSTED_CHAIN = encodeSignals(["untrusted-chain"]);

/** How the instances of some facets were last seen since an instant. O(instances ever seen), one row a kind. */
export async function instanceGroups(
  db: Database,
  facets: ReadonlyMap<number, PreviewFacet>,
  ids: SQL,
  since: number,
  patches: PatchClasses,
): Promise<InstanceGroup[]> {
  const rows = await packedRows<Row>(
    db,
    ["facet_id", "signals", "override", "measured", "security_level", "build", "patch_class", "n"],
    sql`SELECT facet_id, signals, override, measured, security_level, build, ${patches.column} AS patch_class, count(*) AS n
      FROM instance_states JOIN (${ids}) f USING (facet_id) WHERE at >= ${instant(since)} GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  );
  return rows.flatMap((row) => {
    const facet = facets.get(row[0]);
    return facet === undefined
      ? []
      : [{ facet, facts: factsOf(row, facet, patches), signals: row[1], patchClass: row[6], n: row[7] }];
  });
}

function factsOf(
  [, signals, override, measured, securityLevel, build, patchClass]: Row,
  facet: PreviewFacet,
  patches: PatchClasses,
): Facts {
  return {
    measured,
    format: EVIDENCE_FORMATS.find((format) => format === facet.format) ?? "software-key",
    securityLevel: SECURITY_LEVELS[securityLevel] ?? "none",
    unwantedTest: (signals & ~measured & UNTRUSTED_CHAIN) !== 0,
    appVersion: facet.appVersion,
    sdkVersion: facet.sdkVersion,
    model: facet.model,
    osVersion: facet.osVersion,
    patchLevel: patches.representative(patchClass),
    build: BUILD_MATCHES[build] ?? "none",
    // What the hardware proved is in each credential and in no table: rules on it are judged by what the SDK says.
    attested: {},
    foreignSigner: false,
    override: OVERRIDE_BY_NUMBER.get(override) ?? "none",
    waives: 0,
  };
}
