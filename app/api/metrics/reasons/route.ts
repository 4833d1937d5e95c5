import { getReasons } from "@/lib/admin/metrics/reasons";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getReasons);
