import { users } from "../../../drizzle/schema";
import { hashPassword } from "../../auth/password";
import { createPersonSchema, personWithPasswordSchema } from "../../contract/admin/people";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { makePassword } from "./made-password";
import { findPerson } from "./public-person";

export const createPerson = defineEndpoint({
  method: "POST",
  path: "/api/people",
  summary: "Add a person; the answer holds their first password, once",
  permission: "people:write",
  body: createPersonSchema,
  response: personWithPasswordSchema,
  status: 201,
  run: async (context) => {
    const password = makePassword();
    const passwordHash = await hashPassword(password);
    return change(context, { configuration: false }, async (tx) => {
      const [row] = await tx
        .insert(users)
        .values({ ...context.body, passwordHash, createdAt: context.now })
        .onConflictDoNothing()
        .returning({ id: users.id });
      if (row === undefined) {
        throw new AttestryError("conflict", "Somebody has this e-mail address already.", {
          fields: { email: "Somebody has this e-mail address already." },
        });
      }
      const person = await findPerson(tx, row.id);
      return {
        answer: { person, password },
        audit: { action: "person.create", entity: `person:${row.id}`, after: person },
      };
    });
  },
});
