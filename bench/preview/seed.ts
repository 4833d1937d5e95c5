import type pg from "pg";
import { STARTING_POLICY } from "../../lib/contract/policy";
import { encodeSignals, type Signal } from "../../lib/contract/signals";

export interface SampleSize {
  readonly days: number;
  readonly attestations: number;
  readonly instances: number;
}

/** Signals found together, and in how many of a thousand attestations. */
const FOUND: readonly (readonly [perThousand: number, signals: readonly Signal[]])[] = [
  [820, []],
  [60, ["dev-mode"]],
  [25, ["bootloader-unlocked"]],
  [18, ["software-key"]],
  [16, ["screen-overlay"]],
  [12, ["root", "bootloader-unlocked"]],
  [10, ["app-cloned"]],
  [9, ["emulator", "software-key"]],
  [8, ["hook-framework"]],
  [6, ["untrusted-ca"]],
  [5, ["mitm-proxy"]],
  [4, ["debugger", "dev-mode"]],
  [3, ["root", "hook-framework"]],
  [2, ["custom-os", "bootloader-unlocked"]],
  [1, ["memory-tampering", "hook-framework"]],
  [1, ["accessibility-abuse"]],
];
const VERSIONS = ["7.15.3", "7.16.4", "7.17.1", "7.17.2", "7.18.0", "7.19.0"];
/** Days that a version is in use for. */
const VERSION_DAYS = 40;
const MODELS = [
  ..."Pixel 6|Pixel 7|Pixel 8|Pixel 9|SM-S911B|SM-S921B|SM-S931B|SM-A346B|SM-A546B|SM-A556B|SM-G991B|Redmi Note 10".split(
    "|",
  ),
  ..."Redmi Note 11|Redmi Note 12|Redmi Note 13|POCO X5|moto g54|moto g84|CPH2451|CPH2607|OnePlus 9|Nord 3|XQ-DC54|Nokia G42".split(
    "|",
  ),
];
const COUNTRIES = "PT ES BR DE FR IT NL PL GB IE US MX AR CO AO MZ CV CH BE LU".split(" ");
const PATCHES = ["2025-04-01", "2025-08-01", "2025-11-01", "2026-02-01", "2026-06-01", "2026-10-01"];

const rejecting = encodeSignals(
  FOUND.flatMap(([, signals]) => signals).filter((signal) => STARTING_POLICY.signals[signal] === "reject"),
);

/** Registers an app with a policy in force and writes its history as rollups and instance states. Returns its row id. */
export async function seedSample(client: pg.ClientBase, size: SampleSize): Promise<number> {
  const appId = await registerApp(client);
  await client.query("SELECT setseed(0.42)");
  await client.query(
    `INSERT INTO facets (app_id, test, platform, app_version, sdk_version, os_version, model, country, format)
     SELECT $1, false, 'android', v.version, CASE WHEN v.place > 4 THEN '4.2.0' ELSE '4.1.3' END,
       (13 + (m.place + o) % 4)::text, m.model, c, 'key-attestation'
     FROM unnest($2::text[]) WITH ORDINALITY AS v(version, place), unnest($3::text[]) WITH ORDINALITY AS m(model, place),
       unnest($4::text[]) AS c, generate_series(0, 1) AS o
     WHERE random() < 0.7`,
    [appId, VERSIONS, MODELS, COUNTRIES],
  );
  await client.query(`CREATE TEMP TABLE found (signals int, per_thousand float8)`);
  await client.query("INSERT INTO found SELECT * FROM unnest($1::int[], $2::float8[])", [
    FOUND.map(([, signals]) => encodeSignals(signals)),
    FOUND.map(([perThousand]) => perThousand),
  ]);
  await seedRollups(client, appId, size);
  await seedInstances(client, appId, size);
  await client.query("ANALYZE facets, rollup_hours, instance_states");
  return appId;
}

async function registerApp(client: pg.ClientBase): Promise<number> {
  const policy = { ...STARTING_POLICY, minimumPatchLevel: "2025-05" };
  const { rows } = await client.query<{ id: number }>(
    `WITH app AS (INSERT INTO apps (platform, app_id, name) VALUES ('android', 'com.meridian.pay', 'Meridian Pay') RETURNING id),
       version AS (INSERT INTO policy_versions (app_id, version, policy, reason, author)
         SELECT id, 1, $1, 'Sample', 'sample' FROM app RETURNING id)
     SELECT app.id FROM app, version`,
    [policy],
  );
  const appId = rows[0]?.id ?? 0;
  await client.query(
    "UPDATE apps SET active_policy_id = (SELECT id FROM policy_versions WHERE app_id = $1) WHERE id = $1",
    [appId],
  );
  await client.query(
    `INSERT INTO policy_activations (app_id, policy_version_id, activated_by)
     SELECT app_id, id, 'sample' FROM policy_versions WHERE app_id = $1`,
    [appId],
  );
  return appId;
}

/** One row a day for every kind of attestation, in place of the hours that would sum up to it. */
async function seedRollups(client: pg.ClientBase, appId: number, size: SampleSize): Promise<void> {
  await client.query("UPDATE rollup_progress SET hours_until = date_trunc('hour', now(), 'UTC')");
  await client.query(
    `INSERT INTO rollup_hours
     SELECT bucket, facet_id, 2, CASE WHEN signals & $2 = 0 THEN 1 ELSE 0 END, signals, signals & $2, -1, 0, version_id, n
     FROM (
       -- By chance for every facet and day anew: as a condition of \`found\` alone it would be drawn once.
       SELECT date_trunc('day', now(), 'UTC') - make_interval(days => day) AS bucket, f.id AS facet_id, p.id AS version_id,
         signals, 1 + (random() * per_thousand)::int AS n, random() < least(1, per_thousand / 40) AS happened
       FROM generate_series(1, $3::int) AS day, facets f, found, policy_versions p
       WHERE f.app_id = $1 AND p.app_id = $1
         AND ($3 - day) BETWEEN (array_position($4::text[], f.app_version) - 1) * $3 / 6.0 - 8
           AND (array_position($4::text[], f.app_version) - 1) * $3 / 6.0 + $5
     ) drawn WHERE happened`,
    [appId, rejecting, size.days, VERSIONS, VERSION_DAYS],
  );
  await client.query(
    `UPDATE rollup_hours r SET n = greatest(1, round(n * $1 / (SELECT sum(n) FROM rollup_hours))) FROM facets f
     WHERE f.id = r.facet_id AND f.app_id = $2`,
    [size.attestations, appId],
  );
}

async function seedInstances(client: pg.ClientBase, appId: number, size: SampleSize): Promise<void> {
  await client.query(
    `WITH f AS (SELECT array_agg(id ORDER BY id) AS ids FROM facets WHERE app_id = $1 AND app_version = ANY($2::text[])),
       s AS (SELECT array_agg(signals) AS sets FROM found, generate_series(1, greatest(1, per_thousand::int)))
     INSERT INTO instance_states
     SELECT gen_random_uuid(), now() - interval '1 day' * power(random(), 4) * $4::float8, facet,
       CASE WHEN found & $5 = 0 THEN 1 ELSE 0 END, found, found & $5, 0, p.id, found, 2, 3,
       -- A model on a system has one patch level mostly, and some phones are a step behind.
       ($6::text[])[greatest(1, 1 + facet % cardinality($6::text[]) - (random() < 0.25)::int)]
     FROM (SELECT sets[1 + floor(random() * cardinality(sets))::int] AS found,
         ids[1 + floor(random() * cardinality(ids))::int] AS facet FROM f, s, generate_series(1, $3::int)) one,
       policy_versions p WHERE p.app_id = $1`,
    [appId, VERSIONS.slice(-3), size.instances, size.days, rejecting, PATCHES],
  );
}
