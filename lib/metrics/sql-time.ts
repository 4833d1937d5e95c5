import { type SQL, sql } from "drizzle-orm";

/** Milliseconds since 1970 as a timestamptz parameter. */
export function instant(at: number): SQL {
  return sql`${new Date(at).toISOString()}::timestamptz`;
}

/** Start of the bin of `bucket`; bins lie on whole steps since 1970, in UTC. */
export function binOf(bucket: SQL, stepSeconds: number): SQL {
  return sql`date_bin(${`${stepSeconds} seconds`}::interval, ${bucket}, '1970-01-01T00:00:00Z'::timestamptz)`;
}

/** A timestamptz as milliseconds since 1970. */
export function millis(at: SQL): SQL {
  return sql`(extract(epoch FROM ${at}) * 1000)::float8`;
}
