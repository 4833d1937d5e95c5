import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, testServices } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { isRawResponse } from "../endpoint";
import { endpoints, getOpenApi } from "../endpoints";

const { db } = await testDatabase();
const services = testServices(db);

const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema: schema.optional() }));
const reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/responses\/\d{3}$/) });

/** What OpenAPI 3.1 asks of the parts that are used here. */
const documentSchema = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(
    z.string().startsWith("/"),
    z.partialRecord(
      z.enum(["get", "post", "put", "patch", "delete"]),
      z.strictObject({
        operationId: z.string().regex(/^[a-z][A-Za-z0-9]+$/),
        summary: z.string().min(1),
        tags: z.array(z.string()),
        security: z.array(z.unknown()).optional(),
        "x-permission": z.string(),
        parameters: z
          .array(z.strictObject({ name: z.string(), in: z.enum(["path", "query"]), required: z.boolean(), schema }))
          .optional(),
        requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
        responses: z.record(
          z.string().regex(/^\d{3}$/),
          z.union([reference, z.strictObject({ description: z.string(), content })]),
        ),
      }),
    ),
  ),
  components: z.strictObject({
    schemas: z.record(z.string(), schema),
    responses: z.record(z.string(), z.strictObject({ description: z.string(), content })),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
  }),
});

const answered = await call(services, getOpenApi);
const document = documentSchema.parse(answered.body);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe("the OpenAPI document", () => {
  it("is there for everyone and describes every endpoint, and only those", () => {
    expect(answered.status).toBe(200);
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("names each operation once", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("declares each parameter of a path, and no other", () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(
        declared.map(({ name }) => name),
        path,
      ).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  it("refers to nothing that is not in it", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    const missing = references.filter(([, kind, name]) => {
      const part = kind === "schemas" ? document.components.schemas : document.components.responses;
      return part[name ?? ""] === undefined;
    });
    expect(missing).toEqual([]);
  });

  it("says the shape of every answer and of every JSON body", () => {
    for (const { path, method, operation } of operations) {
      const endpoint = endpoints.find((one) => one.path === path && one.method.toLowerCase() === method);
      const success = z.object({ content }).parse(operation.responses[String(endpoint?.status)]);
      if (endpoint !== undefined && isRawResponse(endpoint.response)) {
        expect(Object.keys(success.content)).toEqual([endpoint.response.mediaType]);
      } else {
        expect(success.content["application/json"]?.schema, `${method} ${path}`).toHaveProperty("type", "object");
      }
      const json = operation.requestBody?.content["application/json"];
      if (json !== undefined) expect(json.schema).toHaveProperty("additionalProperties", false);
    }
  });
});
