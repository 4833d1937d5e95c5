import { restoreApp } from "@/lib/admin/apps/restore";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(restoreApp);
