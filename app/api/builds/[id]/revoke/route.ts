import { revokeBuild } from "@/lib/admin/builds/revoke";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(revokeBuild);
