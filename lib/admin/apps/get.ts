import { appSchema } from "../../contract/admin/apps";
import { idParams } from "../../contract/admin/common";
import { defineEndpoint } from "../endpoint";
import { findApp } from "./public-app";

export const getApp = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}",
  summary: "One registered app",
  permission: "read",
  params: idParams,
  response: appSchema,
  run: ({ db, params }) => findApp(db, params.id),
});
