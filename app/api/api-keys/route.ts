import { createApiKey } from "@/lib/admin/api-keys/create";
import { listApiKeys } from "@/lib/admin/api-keys/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listApiKeys, createApiKey);
