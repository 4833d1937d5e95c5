import { revokePlayKeys } from "@/lib/admin/play-keys/revoke";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(revokePlayKeys);
