import { route } from "@/lib/admin/route";
import { rollBackSecret } from "@/lib/admin/secrets/roll-back";

export const { GET, POST, PUT, PATCH, DELETE } = route(rollBackSecret);
