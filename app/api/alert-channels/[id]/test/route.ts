import { testAlertChannel } from "@/lib/admin/alert-channels/test";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(testAlertChannel);
