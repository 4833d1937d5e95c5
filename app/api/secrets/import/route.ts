import { route } from "@/lib/admin/route";
import { importSecrets } from "@/lib/admin/secrets/import";

export const { GET, POST, PUT, PATCH, DELETE } = route(importSecrets);
