import { eq, max } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { sessions, users } from "../../../drizzle/schema";
import type { Person } from "../../contract/admin/people";
import { AttestryError } from "../../errors";
import { iso, isoOrNull } from "../iso";

/** Rows as they may leave: the password hash is not among the columns. */
export function selectPeople(db: Pick<Database, "select">) {
  return db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      role: users.role,
      createdAt: users.createdAt,
      disabledAt: users.disabledAt,
      lastSeenAt: max(sessions.lastSeenAt),
    })
    .from(users)
    .leftJoin(sessions, eq(sessions.userId, users.id))
    .groupBy(users.id);
}

type PersonRow = Awaited<ReturnType<typeof selectPeople>>[number];

export function publicPerson(row: PersonRow): Person {
  return {
    ...row,
    createdAt: iso(row.createdAt),
    disabledAt: isoOrNull(row.disabledAt),
    lastSeenAt: isoOrNull(row.lastSeenAt),
  };
}

/** One person. Throws `not_found`. */
export async function findPerson(tx: Pick<Transaction, "select">, id: number): Promise<Person> {
  const [row] = await selectPeople(tx).where(eq(users.id, id));
  if (row === undefined) throw new AttestryError("not_found", "There is no such person.");
  return publicPerson(row);
}
