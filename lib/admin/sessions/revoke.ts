import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { sessions } from "../../../drizzle/schema";
import { requirePerson } from "../../auth/principal";
import { revokeSession } from "../../auth/session";
import { doneSchema } from "../../contract/admin/common";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";

export const endSession = defineEndpoint({
  method: "DELETE",
  path: "/api/sessions/{id}",
  summary: "Sign one of the caller's browsers out",
  permission: "signed-in",
  params: z.object({ id: z.guid("A session id is a UUID.") }),
  response: doneSchema,
  run: (context) => {
    const person = requirePerson(context.principal);
    return change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const [own] = await tx
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, id), eq(sessions.userId, person.id), isNull(sessions.revokedAt)));
      if (own === undefined) throw new AttestryError("not_found", "You have no such session.");
      await revokeSession(tx, id, context.now);
      return { answer: { done: true }, audit: { action: "session.revoke", entity: `session:${id}` } };
    });
  },
});
