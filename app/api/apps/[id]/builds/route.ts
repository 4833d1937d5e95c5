import { addBuild } from "@/lib/admin/builds/add";
import { listBuilds } from "@/lib/admin/builds/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listBuilds, addBuild);
