import { z } from "zod";
import { apiErrorSchema } from "../../contract/admin/common";
import { type Endpoint, isRawBody, isRawResponse } from "../endpoint";

type Json = Readonly<Record<string, unknown>>;

/** Answers that any endpoint may give instead of its result, besides those that follow from how it is declared. */
const ERROR_STATUSES: Readonly<Record<string, string>> = {
  "400": "Something in the request is not valid; `fields` names it",
  "401": "Not signed in, or the API key is not valid",
  "403": "The role does not allow it, or another site made the request",
  "404": "There is no such thing",
  "409": "It can't be done in the present state",
  "413": "The body is too large",
  "415": "The body has another media type",
  "422": "The package was inspected and refused",
  "429": "Too many attempts",
  "500": "Our fault; it has been logged",
  "503": "Not possible right now; try again",
};

/** The OpenAPI 3.1 document of endpoints, made from the very schemas that parse their requests. */
export function openApiDocument(endpoints: readonly Endpoint[]): Record<string, unknown> {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Attestry admin API",
      version: "1",
      description: "What the console and the command line are made of. Errors carry a stable code and one sentence.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Error: jsonSchema(apiErrorSchema, "output") },
      responses: Object.fromEntries(Object.entries(ERROR_STATUSES).map(([status, text]) => [status, errorOf(text)])),
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "An API key of the console's settings." },
        session: { type: "apiKey", in: "cookie", name: "attestry.session", description: "A signed-in browser." },
      },
    },
  };
}

function operation(endpoint: Endpoint): Json {
  const { method, path, summary, permission, body } = endpoint;
  const parameters = [...parametersOf("path", endpoint.params), ...parametersOf("query", endpoint.query)];
  return {
    operationId: operationId(method, path),
    summary,
    tags: [path.split("/")[2] ?? "api"],
    ...(permission === "public" ? { security: [] } : {}),
    "x-permission": permission,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: requestBody(body) }),
    responses: {
      [endpoint.status]: {
        description: "Done",
        content: responseContent(endpoint.response),
      },
      ...Object.fromEntries(
        Object.keys(ERROR_STATUSES).map((status) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  };
}

/** `POST /api/apps/{id}/archive` -> `postAppsByIdArchive`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, "")
    .replace(/\{(\w+)\}/g, "by-$1")
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function parametersOf(place: "path" | "query", schema: z.ZodType | null): Json[] {
  if (schema === null) return [];
  const { properties = {}, required = [] } = parameterShape.parse(jsonSchema(schema, "input"));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

const parameterShape = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  required: z.array(z.string()).optional(),
});

function requestBody(body: NonNullable<Endpoint["body"]>): Json {
  const content = isRawBody(body)
    ? Object.fromEntries(body.mediaTypes.map((mediaType) => [mediaType, {}]))
    : { "application/json": { schema: jsonSchema(body, "input") } };
  return { required: true, content };
}

function responseContent(response: Endpoint["response"]): Json {
  if (isRawResponse(response)) return { [response.mediaType]: {} };
  return { "application/json": { schema: jsonSchema(response, "output") } };
}

/** JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any" });
  return rest;
}

function errorOf(description: string): Json {
  return { description, content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } };
}
