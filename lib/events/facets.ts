import type pg from "pg";
import { OTHER_VALUE } from "../contract/history";
import type { Facets } from "./event";

const COLUMNS = "app_id, test, platform, app_version, sdk_version, os_version, model, country, format";
/** Combinations kept in memory; a large fleet has a few thousand. */
const CACHED_MAX = 50_000;
/** New combinations one process may add per minute before the rest is summed up as "(other)". */
const NEW_PER_MINUTE_MAX = 2_000;

/**
 * Numbers for combinations of facets. Strangers can invent versions and models; past a rate their new combinations
 * lose what they invented, so that neither table nor memory grows at an attacker's pace.
 */
export class FacetCache {
  readonly #ids = new Map<string, number>();
  #minute = 0;
  #added = 0;

  /** The ids of all given facets, in their order. One round trip for all that are new. */
  async resolve(client: pg.ClientBase, wanted: readonly Facets[]): Promise<number[]> {
    const seen = new Set<string>();
    const capped = wanted.map((facets) => this.#cap(facets, seen));
    const missing = new Map<string, Facets>();
    for (const facets of capped) {
      const key = keyOf(facets);
      if (!this.#ids.has(key)) missing.set(key, facets);
    }
    if (missing.size > 0) await this.#load(client, missing);
    return capped.map((facets) => {
      const id = this.#ids.get(keyOf(facets));
      if (id === undefined) throw new Error("a facet was not stored");
      return id;
    });
  }

  /** `seen` are the new combinations of this round trip: each counts once, however many events have it. */
  #cap(facets: Facets, seen: Set<string>): Facets {
    const key = keyOf(facets);
    if (this.#ids.has(key) || seen.has(key)) return facets;
    const minute = Math.floor(performance.now() / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#added = 0;
    }
    if (this.#added >= NEW_PER_MINUTE_MAX) {
      return {
        ...facets,
        ...{ appVersion: OTHER_VALUE, sdkVersion: OTHER_VALUE, osVersion: OTHER_VALUE, model: OTHER_VALUE },
      };
    }
    this.#added++;
    seen.add(key);
    return facets;
  }

  async #load(client: pg.ClientBase, missing: ReadonlyMap<string, Facets>): Promise<void> {
    // In one order, so that two processes that add the same ones wait for each other instead of failing.
    const rows = [...missing.keys()].sort().flatMap((key) => missing.get(key) ?? []);
    const column = <K extends keyof Facets>(key: K) => rows.map((row) => row[key]);
    const values = [
      column("appId"),
      column("test"),
      column("platform"),
      column("appVersion"),
      column("sdkVersion"),
      column("osVersion"),
      column("model"),
      column("country"),
      column("format"),
    ];
    const unnested =
      "unnest($1::int[],$2::bool[],$3::text[],$4::text[],$5::text[],$6::text[],$7::text[],$8::text[],$9::text[])";
    await client.query(`INSERT INTO facets (${COLUMNS}) SELECT * FROM ${unnested} ON CONFLICT DO NOTHING`, values);
    const found = await client.query<{ place: string; id: number }>(
      `SELECT u.place, f.id FROM ${unnested} WITH ORDINALITY AS u(a, b, c, d, e, g, h, i, j, place)
         JOIN facets f ON f.app_id IS NOT DISTINCT FROM u.a AND (f.test, f.platform, f.app_version, f.sdk_version,
              f.os_version, f.model, f.country, f.format) = (u.b, u.c, u.d, u.e, u.g, u.h, u.i, u.j)`,
      values,
    );
    if (this.#ids.size > CACHED_MAX) this.#ids.clear();
    for (const row of found.rows) {
      const facets = rows[Number(row.place) - 1];
      if (facets !== undefined) this.#ids.set(keyOf(facets), row.id);
    }
  }
}

function keyOf(facets: Facets): string {
  const { appId, test, platform, appVersion, sdkVersion, osVersion, model, country, format } = facets;
  return [appId, test, platform, appVersion, sdkVersion, osVersion, model, country, format].join("\u0001");
}
