import { getMe } from "@/lib/admin/me/get";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getMe);
