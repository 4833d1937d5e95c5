import { updateBuild } from "@/lib/admin/builds/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(updateBuild);
