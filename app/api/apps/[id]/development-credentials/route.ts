import { createDevelopmentCredential } from "@/lib/admin/development-credentials/create";
import { listDevelopmentCredentials } from "@/lib/admin/development-credentials/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listDevelopmentCredentials, createDevelopmentCredential);
