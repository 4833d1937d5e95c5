import { activatePolicy } from "@/lib/admin/policies/activate";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(activatePolicy);
