import { restoreBuild } from "@/lib/admin/builds/restore";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(restoreBuild);
