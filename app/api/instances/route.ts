import { listInstances } from "@/lib/admin/instances/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listInstances);
