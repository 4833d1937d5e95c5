import type { SQL } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";

/** Runs a query and parses each row with the schema of the metric that asked. */
export async function select<T>(db: Pick<Database, "execute">, row: z.ZodType<T>, query: SQL): Promise<T[]> {
  const result = await db.execute(query);
  return z.array(row).parse(result.rows);
}
