import { route } from "@/lib/admin/route";
import { createSecret } from "@/lib/admin/secrets/create";
import { listSecrets } from "@/lib/admin/secrets/list";

export const { GET, POST, PUT, PATCH, DELETE } = route(createSecret, listSecrets);
