import { changePassword } from "@/lib/admin/me/change-password";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(changePassword);
