import { addPlayKeys } from "@/lib/admin/play-keys/add";
import { listPlayKeys } from "@/lib/admin/play-keys/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listPlayKeys, addPlayKeys);
