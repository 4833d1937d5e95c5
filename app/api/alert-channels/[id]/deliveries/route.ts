import { listAlertDeliveries } from "@/lib/admin/alert-channels/list-deliveries";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listAlertDeliveries);
