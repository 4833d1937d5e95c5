import { getChanges } from "@/lib/admin/metrics/changes";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getChanges);
