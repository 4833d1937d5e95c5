import { route } from "@/lib/admin/route";
import { rotateSecret } from "@/lib/admin/secrets/rotate";

export const { GET, POST, PUT, PATCH, DELETE } = route(rotateSecret);
