import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Principal } from "../auth/principal";
import type { Config } from "../config";
import type { Permission } from "../contract/permissions";
import type { LiveHub } from "../metrics/live/hub";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Who may call an endpoint: holders of a permission, `signed-in` for every principal acting on what is its own, or
 * `public` for everyone.
 */
export type Access = Permission | "signed-in" | "public";

/** A request body that is not JSON: read by the endpoint from `request.body` as a stream, never buffered here. */
export interface RawBody {
  readonly mediaTypes: readonly string[];
}

/** An answer that is not JSON: `run` makes the whole response. */
export interface RawResponse {
  readonly mediaType: string;
}

/** What an endpoint's `run` gets: everything is authenticated, authorised and parsed. */
export interface Context<Params = unknown, Query = unknown, Body = unknown, Who = Principal | null> {
  readonly db: Database;
  readonly settings: Config;
  readonly live: () => LiveHub;
  readonly principal: Who;
  readonly params: Params;
  readonly query: Query;
  /** The raw query, for parsers that want it whole (lib/contract/filter.ts). */
  readonly searchParams: URLSearchParams;
  readonly body: Body;
  /** The peer's IP address where it is known. */
  readonly address: string | null;
  readonly now: Date;
  readonly request: Request;
}

/** One operation of the admin API: what it is called, who may call it, what it takes and answers, and what it does. */
export interface Endpoint {
  readonly method: Method;
  /** Path template as OpenAPI writes it: `/api/apps/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly permission: Access;
  /** Parses the path's parameters, which arrive as text. */
  readonly params: z.ZodType | null;
  /** Parses the query: one string a parameter, an array of them where it is repeated. */
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | RawBody | null;
  /** Largest JSON body in bytes; packages are uploaded raw and have a limit of their own. */
  readonly bodyBytesMax: number;
  /** Shape of the answer; members it does not name are dropped on the way out, so no column slips through. */
  readonly response: z.ZodType | RawResponse;
  /** Status of a good answer. */
  readonly status: 200 | 201;
  run(context: Context): Promise<unknown>;
}

const JSON_BYTES_MAX = 1024 ** 2;

interface Definition<
  A extends Access,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType | RawBody,
  R extends z.ZodType | RawResponse,
> {
  method: Method;
  path: string;
  summary: string;
  permission: A;
  params?: P;
  query?: Q;
  body?: B;
  /** 1 MB unless it says otherwise. */
  bodyBytesMax?: number;
  response: R;
  status?: 200 | 201;
  run(
    context: Context<
      z.output<P>,
      z.output<Q>,
      B extends z.ZodType ? z.output<B> : undefined,
      A extends "public" ? null : Principal
    >,
  ): Promise<R extends z.ZodType ? z.input<R> : Response>;
}

/**
 * Declares an endpoint, with `run` typed by its schemas. It is served once it stands in lib/admin/endpoints.ts and in
 * the route file of its path (lib/admin/route.ts).
 * @example
 * export const getApp = defineEndpoint({
 *   method: "GET",
 *   path: "/api/apps/{id}",
 *   summary: "One registered app",
 *   permission: "read",
 *   params: idParams,
 *   response: appSchema,
 *   run: ({ db, params }) => findApp(db, params.id),
 * });
 */
export function defineEndpoint<
  A extends Access,
  R extends z.ZodType | RawResponse,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType | RawBody = z.ZodUndefined,
>(definition: Definition<A, P, Q, B, R>): Endpoint {
  return {
    method: definition.method,
    path: definition.path,
    summary: definition.summary,
    permission: definition.permission,
    params: definition.params ?? null,
    query: definition.query ?? null,
    body: definition.body ?? null,
    bodyBytesMax: definition.bodyBytesMax ?? JSON_BYTES_MAX,
    response: definition.response,
    status: definition.status ?? 200,
    run: (context) => definition.run(asParsedBy(context)),
  };
}

/**
 * Runtime guarantee: lib/admin/answer.ts builds every context by parsing with the very schemas of the endpoint it
 * runs, and leaves the principal out exactly when the endpoint is public.
 */
function asParsedBy<Params, Query, Body, Who>(context: Context): Context<Params, Query, Body, Who> {
  return context as Context<Params, Query, Body, Who>;
}

/** Whether a body is declared as raw bytes instead of JSON. */
export function isRawBody(body: Endpoint["body"]): body is RawBody {
  return body !== null && !(body instanceof z.ZodType);
}

/** Whether an answer is declared as something else than JSON. */
export function isRawResponse(response: Endpoint["response"]): response is RawResponse {
  return !(response instanceof z.ZodType);
}
