import { route } from "@/lib/admin/route";
import { endSession } from "@/lib/admin/sessions/revoke";

export const { GET, POST, PUT, PATCH, DELETE } = route(endSession);
