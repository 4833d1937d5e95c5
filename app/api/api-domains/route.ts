import { createApiDomain } from "@/lib/admin/api-domains/create";
import { listApiDomains } from "@/lib/admin/api-domains/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listApiDomains, createApiDomain);
