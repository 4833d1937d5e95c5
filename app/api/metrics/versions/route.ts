import { getVersions } from "@/lib/admin/metrics/versions";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getVersions);
