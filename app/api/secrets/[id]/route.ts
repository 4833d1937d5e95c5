import { route } from "@/lib/admin/route";
import { deleteSecret } from "@/lib/admin/secrets/delete";
import { getSecret } from "@/lib/admin/secrets/get";
import { updateSecret } from "@/lib/admin/secrets/update";

export const { GET, POST, PUT, PATCH, DELETE } = route(deleteSecret, getSecret, updateSecret);
