import { route } from "@/lib/admin/route";
import { getStream } from "@/lib/admin/stream/get";

export const { GET, POST, PUT, PATCH, DELETE } = route(getStream);
