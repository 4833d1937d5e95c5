import { route } from "@/lib/admin/route";
import { listSessions } from "@/lib/admin/sessions/list";

export const { GET, POST, PUT, PATCH, DELETE } = route(listSessions);
