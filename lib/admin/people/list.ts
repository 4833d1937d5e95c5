import { asc } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import { peopleSchema } from "../../contract/admin/people";
import { defineEndpoint } from "../endpoint";
import { publicPerson, selectPeople } from "./public-person";

export const listPeople = defineEndpoint({
  method: "GET",
  path: "/api/people",
  summary: "Everybody who can sign in, with their role",
  permission: "read",
  response: peopleSchema,
  run: async ({ db }) => ({ people: (await selectPeople(db).orderBy(asc(users.email))).map(publicPerson) }),
});
