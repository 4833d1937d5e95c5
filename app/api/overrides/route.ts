import { createOverride } from "@/lib/admin/overrides/create";
import { listOverrides } from "@/lib/admin/overrides/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listOverrides, createOverride);
