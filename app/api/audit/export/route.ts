import { exportAudit } from "@/lib/admin/audit/export";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(exportAudit);
