import { createAlertChannel } from "@/lib/admin/alert-channels/create";
import { listAlertChannels } from "@/lib/admin/alert-channels/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listAlertChannels, createAlertChannel);
