import { getInstanceState } from "@/lib/admin/instances/get-state";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getInstanceState);
