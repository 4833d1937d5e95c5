import { getInstance } from "@/lib/admin/instances/get";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getInstance);
