import { endRollout } from "@/lib/admin/rollouts/end";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(endRollout);
