import { archiveApp } from "@/lib/admin/apps/archive";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(archiveApp);
