import { deleteAlertChannel } from "@/lib/admin/alert-channels/delete";
import { updateAlertChannel } from "@/lib/admin/alert-channels/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(updateAlertChannel, deleteAlertChannel);
