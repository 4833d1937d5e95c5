import { eq } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { revokeSessionsOf } from "../../auth/session";
import { idParams } from "../../contract/admin/common";
import { personSchema, updatePersonSchema } from "../../contract/admin/people";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { assertAnAdminIsLeft } from "./last-admin";
import { findPerson } from "./public-person";

export const updatePerson = defineEndpoint({
  method: "PATCH",
  path: "/api/people/{id}",
  summary: "Change a person's name or role, or shut them out",
  permission: "people:write",
  params: idParams,
  body: updatePersonSchema,
  response: personSchema,
  run: (context) =>
    change(context, { configuration: false }, async (tx) => {
      const { id } = context.params;
      const { disabled, name, role } = context.body;
      const before = await findPerson(tx, id);
      await tx
        .update(users)
        .set({
          name: name ?? before.name,
          role: role ?? before.role,
          ...(disabled === undefined ? {} : { disabledAt: disabled ? context.now : null }),
        })
        .where(eq(users.id, id));
      await assertAnAdminIsLeft(tx);
      if (disabled) await revokeSessionsOf(tx, id, context.now);
      const after = await findPerson(tx, id);
      return { answer: after, audit: { action: "person.update", entity: `person:${id}`, before, after } };
    }),
});
