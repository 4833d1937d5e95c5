import { createPolicyVersion } from "@/lib/admin/policies/create-version";
import { listPolicies } from "@/lib/admin/policies/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listPolicies, createPolicyVersion);
