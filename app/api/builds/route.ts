import { registerPackage } from "@/lib/admin/builds/register-package";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(registerPackage);
