import { route } from "@/lib/admin/route";
import { getTrustAnchors } from "@/lib/admin/trust-anchors/get";

export const { GET, POST, PUT, PATCH, DELETE } = route(getTrustAnchors);
