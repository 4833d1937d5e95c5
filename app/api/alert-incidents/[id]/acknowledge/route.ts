import { acknowledgeAlertIncident } from "@/lib/admin/alert-incidents/acknowledge";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(acknowledgeAlertIncident);
