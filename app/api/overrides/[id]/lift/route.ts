import { liftOverride } from "@/lib/admin/overrides/lift";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(liftOverride);
