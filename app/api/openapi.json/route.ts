import { getOpenApi } from "@/lib/admin/endpoints";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getOpenApi);
