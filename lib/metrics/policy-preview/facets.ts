import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { packedRows } from "./packed-rows";

type Row = readonly [
  id: number,
  appVersion: string,
  sdkVersion: string,
  osVersion: string,
  model: string,
  country: string,
  format: string,
  test: number,
];

/** What a facet stands for. */
export interface PreviewFacet {
  readonly id: number;
  readonly appVersion: string;
  readonly sdkVersion: string;
  readonly osVersion: string;
  readonly model: string;
  readonly country: string;
  readonly format: string;
  readonly test: boolean;
  /** The same number for all facets of one model and system. */
  readonly kin: number;
}

/** Every facet of an app, by id; test traffic only where it is asked for. */
export async function facetsOfApp(db: Database, appId: number, test: boolean): Promise<Map<number, PreviewFacet>> {
  const rows = await packedRows<Row>(
    db,
    ["id", "app_version", "sdk_version", "os_version", "model", "country", "format", "test::int"],
    sql`SELECT * FROM facets WHERE app_id = ${appId} AND (NOT test OR ${test})`,
  );
  const kins = new Map<string, number>();
  return new Map(
    rows.map(([id, appVersion, sdkVersion, osVersion, model, country, format, isTest]) => {
      const name = `${model}\u0001${osVersion}`;
      const kin = kins.get(name) ?? kins.size;
      kins.set(name, kin);
      return [id, { id, appVersion, sdkVersion, osVersion, model, country, format, test: isTest === 1, kin }];
    }),
  );
}

/** A query of the ids of the same facets, to join with: Postgres hashes it, as it would not hash a long list. */
export function facetIdsOfApp(appId: number, test: boolean): SQL {
  return sql`SELECT id AS facet_id FROM facets WHERE app_id = ${appId} AND (NOT test OR ${test})`;
}
