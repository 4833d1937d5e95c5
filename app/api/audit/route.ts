import { listAudit } from "@/lib/admin/audit/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listAudit);
