import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { select } from "../select";

const row = z.object({
  id: z.number(),
  app_version: z.string(),
  sdk_version: z.string(),
  os_version: z.string(),
  model: z.string(),
  country: z.string(),
  format: z.string(),
  test: z.boolean(),
});

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
}

/** Every facet of an app, by id; test traffic only where it is asked for. */
export async function facetsOfApp(db: Database, appId: number, test: boolean): Promise<Map<number, PreviewFacet>> {
  const rows = await select(
    db,
    row,
    sql`SELECT id, app_version, sdk_version, os_version, model, country, format, test FROM facets
      WHERE app_id = ${appId} AND (NOT test OR ${test})`,
  );
  return new Map(
    rows.map(({ app_version, sdk_version, os_version, ...same }) => [
      same.id,
      { ...same, appVersion: app_version, sdkVersion: sdk_version, osVersion: os_version },
    ]),
  );
}
