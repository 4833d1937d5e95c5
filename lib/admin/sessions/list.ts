import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { sessions } from "../../../drizzle/schema";
import { requirePerson } from "../../auth/principal";
import { sessionsSchema } from "../../contract/admin/people";
import { defineEndpoint } from "../endpoint";
import { iso } from "../iso";

export const listSessions = defineEndpoint({
  method: "GET",
  path: "/api/sessions",
  summary: "The browsers in which the caller is signed in",
  permission: "signed-in",
  response: sessionsSchema,
  run: async ({ db, principal, now }) => {
    const person = requirePerson(principal);
    const rows = await db
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, person.id), isNull(sessions.revokedAt), gt(sessions.expiresAt, now)))
      .orderBy(desc(sessions.lastSeenAt));
    return {
      sessions: rows.map((row) => ({
        id: row.id,
        current: row.id === person.sessionId,
        createdAt: iso(row.createdAt),
        lastSeenAt: iso(row.lastSeenAt),
        expiresAt: iso(row.expiresAt),
        address: row.address,
        userAgent: row.userAgent,
      })),
    };
  },
});
