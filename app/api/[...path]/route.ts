import { notFoundRoute } from "@/lib/admin/route";

/** Whatever no other route of the API answers. */
export const { GET, POST, PUT, PATCH, DELETE } = notFoundRoute;
