import { getApp } from "@/lib/admin/apps/get";
import { updateApp } from "@/lib/admin/apps/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getApp, updateApp);
