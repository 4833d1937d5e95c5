import { rotateTokenKey } from "@/lib/admin/api-domains/rotate-key";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(rotateTokenKey);
