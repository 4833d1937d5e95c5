import { getPolicy } from "@/lib/admin/policies/get";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getPolicy);
