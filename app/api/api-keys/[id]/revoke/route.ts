import { revokeApiKey } from "@/lib/admin/api-keys/revoke";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(revokeApiKey);
