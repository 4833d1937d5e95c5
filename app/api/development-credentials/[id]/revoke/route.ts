import { revokeDevelopmentCredential } from "@/lib/admin/development-credentials/revoke";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(revokeDevelopmentCredential);
