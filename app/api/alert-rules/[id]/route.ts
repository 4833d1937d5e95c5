import { deleteAlertRule } from "@/lib/admin/alert-rules/delete";
import { getAlertRule } from "@/lib/admin/alert-rules/get";
import { updateAlertRule } from "@/lib/admin/alert-rules/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getAlertRule, updateAlertRule, deleteAlertRule);
