import type { z } from "zod";
import { AttestryError } from "../errors";
import { type Endpoint, isRawBody } from "./endpoint";

/** The parameters of a path by its template, or null when the template is another path's. */
export function matchPath(template: string, pathname: string): Record<string, string> | null {
  const names: string[] = [];
  const pattern = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return "([^/]+)";
  });
  const match = new RegExp(`^${pattern}/?$`).exec(pathname);
  if (match === null) return null;
  return Object.fromEntries(names.map((name, index) => [name, decode(match[index + 1] ?? "")]));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AttestryError("invalid_request", "The path is not valid percent-encoding.");
  }
}

/** The query as one record: a string for a parameter given once, an array for one that is repeated. */
export function queryRecord(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** Parses params, query and body by the endpoint's schemas. Throws 400, 413 or 415, with a message for each field. */
export async function parseRequest(endpoint: Endpoint, request: Request, url: URL) {
  const params = matchPath(endpoint.path, url.pathname);
  if (params === null) throw new AttestryError("not_found", "There is nothing at this address.");
  assertStorable([params, [...url.searchParams]]);
  return {
    params: endpoint.params === null ? undefined : parseWith(endpoint.params, params),
    query: endpoint.query === null ? undefined : parseWith(endpoint.query, queryRecord(url.searchParams)),
    body: await parseBody(endpoint, request),
  };
}

async function parseBody({ body, bodyBytesMax }: Endpoint, request: Request): Promise<unknown> {
  if (body === null) return undefined;
  if (isRawBody(body)) {
    assertMediaType(request, body.mediaTypes);
    return undefined;
  }
  assertMediaType(request, ["application/json"]);
  const value = parseJson(await readText(request, bodyBytesMax));
  assertStorable(value);
  return parseWith(body, value);
}

/**
 * Refuses text that Postgres can't store: NUL, and half a surrogate pair. Here, so that no schema has to think of it;
 * with a list instead of recursion, so that no depth overflows the stack.
 */
function assertStorable(value: unknown): void {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "string") {
      if (/[\0\p{Cs}]/u.test(next))
        throw new AttestryError("invalid_request", "NUL and broken Unicode are not allowed.");
    } else if (typeof next === "object" && next !== null) {
      for (const [key, member] of Object.entries(next)) waiting.push(key, member);
    }
  }
}

function assertMediaType(request: Request, accepted: readonly string[]): void {
  const mediaType = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (accepted.includes(mediaType)) return;
  throw new AttestryError("unsupported_media_type", `Send the body as ${accepted.join(" or ")}.`);
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const tooLarge = () => new AttestryError("content_too_large", `The body may have ${bytesMax} bytes at most.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AttestryError("invalid_request", "The body is not valid JSON.");
  }
}

/** Parses with a schema; a failure becomes one `invalid_request` whose `fields` name each wrong field once. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const unknownKeys = issue.code === "unrecognized_keys" ? issue.keys : [""];
    for (const key of unknownKeys) {
      const path = [...issue.path, key].filter((part) => part !== "").join(".");
      fields[path] ??= issue.code === "unrecognized_keys" ? "This field is not known here." : issue.message;
    }
  }
  const names = Object.keys(fields).filter((name) => name !== "");
  const message = names.length === 0 ? (fields[""] ?? "The request is not valid.") : `Not valid: ${names.join(", ")}.`;
  throw new AttestryError("invalid_request", message, { fields });
}
