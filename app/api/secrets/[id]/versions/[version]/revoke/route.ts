import { route } from "@/lib/admin/route";
import { revokeSecretVersion } from "@/lib/admin/secrets/revoke-version";

export const { GET, POST, PUT, PATCH, DELETE } = route(revokeSecretVersion);
