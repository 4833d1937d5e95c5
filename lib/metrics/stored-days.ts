import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import { select } from "./select";

/** The days (UTC) that hold single events, oldest first, with the bytes of their partitions, indexes included. */
export function storedDays(db: Database): Promise<{ day: string; bytes: number }[]> {
  return select(
    db,
    z.object({ day: z.string(), bytes: z.number() }),
    sql`SELECT to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') AS day,
        sum(pg_total_relation_size(c.oid))::float8 AS bytes
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
      WHERE p.relname IN ('attestation_events', 'instance_hours') AND c.relname ~ '_\\d{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD') <= (now() AT TIME ZONE 'UTC')::date
        AND EXISTS (SELECT FROM pg_class e WHERE e.relname = 'attestation_events_' || right(c.relname, 8)
          AND pg_relation_size(e.oid) > 0)
      GROUP BY 1 ORDER BY 1`,
  );
}
