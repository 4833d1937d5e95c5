import { getPulse } from "@/lib/admin/metrics/pulse";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getPulse);
