import { listEvents } from "@/lib/admin/events/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listEvents);
