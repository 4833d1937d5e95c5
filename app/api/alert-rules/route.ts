import { createAlertRule } from "@/lib/admin/alert-rules/create";
import { listAlertRules } from "@/lib/admin/alert-rules/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listAlertRules, createAlertRule);
