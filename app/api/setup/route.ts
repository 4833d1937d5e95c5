import { route } from "@/lib/admin/route";
import { getSetup } from "@/lib/admin/setup/get";
import { redeemSetupLink } from "@/lib/admin/setup/redeem";

export const { GET, POST, PUT, PATCH, DELETE } = route(getSetup, redeemSetupLink);
