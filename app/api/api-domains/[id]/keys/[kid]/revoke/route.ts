import { revokeTokenKey } from "@/lib/admin/api-domains/revoke-key";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(revokeTokenKey);
