import { getActiveInstances } from "@/lib/admin/metrics/active-instances";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getActiveInstances);
