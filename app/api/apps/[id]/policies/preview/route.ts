import { previewPolicyEndpoint } from "@/lib/admin/policies/preview";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(previewPolicyEndpoint);
