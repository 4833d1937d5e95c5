import { resetPassword } from "@/lib/admin/people/reset-password";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(resetPassword);
