import { muteAlertRule } from "@/lib/admin/alert-rules/mute";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(muteAlertRule);
