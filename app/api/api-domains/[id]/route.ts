import { deleteApiDomain } from "@/lib/admin/api-domains/delete";
import { getApiDomain } from "@/lib/admin/api-domains/get";
import { updateApiDomain } from "@/lib/admin/api-domains/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(getApiDomain, updateApiDomain, deleteApiDomain);
