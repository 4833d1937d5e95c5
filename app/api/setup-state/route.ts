import { route } from "@/lib/admin/route";
import { getSetupState } from "@/lib/admin/setup-state/get";

export const { GET, POST, PUT, PATCH, DELETE } = route(getSetupState);
