import { route } from "@/lib/admin/route";
import { endSecretOverlap } from "@/lib/admin/secrets/end-overlap";

export const { GET, POST, PUT, PATCH, DELETE } = route(endSecretOverlap);
