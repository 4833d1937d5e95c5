import { route } from "@/lib/admin/route";
import { createSavedView } from "@/lib/admin/saved-views/create";
import { listSavedViews } from "@/lib/admin/saved-views/list";

export const { GET, POST, PUT, PATCH, DELETE } = route(listSavedViews, createSavedView);
