import { route } from "@/lib/admin/route";
import { deleteSavedView } from "@/lib/admin/saved-views/delete";

export const { GET, POST, PUT, PATCH, DELETE } = route(deleteSavedView);
