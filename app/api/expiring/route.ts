import { getExpiring } from "@/lib/admin/expiring/get";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getExpiring);
