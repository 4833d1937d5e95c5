import { changeRollout } from "@/lib/admin/rollouts/change";
import { getRollout } from "@/lib/admin/rollouts/get";
import { startRollout } from "@/lib/admin/rollouts/start";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getRollout, startRollout, changeRollout);
