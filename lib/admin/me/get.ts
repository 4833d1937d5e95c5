import { permissionsOf } from "../../auth/permissions";
import { meSchema } from "../../contract/admin/me";
import { defineEndpoint } from "../endpoint";

export const getMe = defineEndpoint({
  method: "GET",
  path: "/api/me",
  summary: "Who the caller is and what it may do",
  permission: "signed-in",
  response: meSchema,
  run: async ({ principal }) => {
    const { kind, name, role } = principal;
    return { kind, name, role, permissions: permissionsOf(principal) };
  },
});
