import { getReasonMatrix } from "@/lib/admin/metrics/reason-matrix";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getReasonMatrix);
