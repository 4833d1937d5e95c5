import { route } from "@/lib/admin/route";
import { getSecretAdoption } from "@/lib/admin/secrets/adoption";

export const { GET, POST, PUT, PATCH, DELETE } = route(getSecretAdoption);
