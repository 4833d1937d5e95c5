import { getRetention } from "@/lib/admin/retention/get";
import { updateRetention } from "@/lib/admin/retention/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getRetention, updateRetention);
