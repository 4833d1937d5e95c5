import { getTrend } from "@/lib/admin/metrics/trend";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getTrend);
