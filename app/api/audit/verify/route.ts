import { verifyAudit } from "@/lib/admin/audit/verify";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(verifyAudit);
