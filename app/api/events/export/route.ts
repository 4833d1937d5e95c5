import { exportEvents } from "@/lib/admin/events/export";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(exportEvents);
