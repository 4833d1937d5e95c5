import { updatePerson } from "@/lib/admin/people/update";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(updatePerson);
