import { getFleet } from "@/lib/admin/fleet/get";
import { startFleet } from "@/lib/admin/fleet/start";
import { stopFleet } from "@/lib/admin/fleet/stop";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getFleet, startFleet, stopFleet);
