import { z } from "zod";
import { defineEndpoint, type Endpoint } from "../endpoint";
import { openApiDocument } from "./document";

/** The endpoint that describes `listed`, itself among them; called late because the list holds it. */
export function openApiEndpoint(listed: () => readonly Endpoint[]): Endpoint {
  let document: Record<string, unknown> | null = null;
  return defineEndpoint({
    method: "GET",
    path: "/api/openapi.json",
    summary: "This API as OpenAPI 3.1",
    permission: "public",
    response: z.record(z.string(), z.unknown()),
    run: async () => {
      document ??= openApiDocument(listed());
      return document;
    },
  });
}
