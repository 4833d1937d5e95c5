import { route } from "@/lib/admin/route";
import { getSecretAttention } from "@/lib/admin/secrets/attention";

export const { GET, POST, PUT, PATCH, DELETE } = route(getSecretAttention);
