import { createApp } from "@/lib/admin/apps/create";
import { listApps } from "@/lib/admin/apps/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listApps, createApp);
