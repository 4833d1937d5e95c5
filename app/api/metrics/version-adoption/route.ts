import { getVersionAdoption } from "@/lib/admin/metrics/version-adoption";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getVersionAdoption);
