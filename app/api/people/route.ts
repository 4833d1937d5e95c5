import { createPerson } from "@/lib/admin/people/create";
import { listPeople } from "@/lib/admin/people/list";
import { route } from "@/lib/admin/route";

export const { GET, POST, PUT, PATCH, DELETE } = route(listPeople, createPerson);
