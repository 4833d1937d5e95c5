import { route } from "@/lib/admin/route";
import { getSearch } from "@/lib/admin/search/get";

export const { GET, POST, PUT, PATCH, DELETE } = route(getSearch);
