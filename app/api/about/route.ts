import { getAbout } from "@/lib/admin/about/get";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getAbout);
