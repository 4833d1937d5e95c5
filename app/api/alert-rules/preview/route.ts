import { previewAlertRule } from "@/lib/admin/alert-rules/preview";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(previewAlertRule);
