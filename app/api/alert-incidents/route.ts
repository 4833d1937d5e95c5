import { listAlertIncidents } from "@/lib/admin/alert-incidents/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listAlertIncidents);
