import { route } from "@/lib/admin/route";
import { getVault } from "@/lib/admin/vault/get";

export const { GET, POST, PUT, PATCH, DELETE } = route(getVault);
