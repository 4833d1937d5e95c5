import { getFilterValues } from "@/lib/admin/metrics/filter-values";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getFilterValues);
