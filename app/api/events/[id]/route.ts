import { getEvent } from "@/lib/admin/events/get";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getEvent);
