import { consoleConnection } from "../../drizzle/console";
import { systemClock } from "../clock";
import { config } from "../config";
import { AttestryError } from "../errors";
import { createLog } from "../log";
import { answer, errorResponse, type Services } from "./answer";
import type { Endpoint, Method } from "./endpoint";

export type RouteHandler = (request: Request) => Promise<Response>;

const log = createLog("console");

/** The running console's database, settings and clock, looked up per request so that a build needs none of them. */
export function consoleServices(): Services {
  return { db: consoleConnection().db, settings: config(), clock: systemClock, log };
}

/**
 * The handlers of one path, for its route file; a method without an endpoint answers 405.
 * @example export const { GET, POST, PUT, PATCH, DELETE } = route(listApps, createApp);
 */
export function route(...endpoints: Endpoint[]): Record<Method, RouteHandler> {
  const handler = (method: Method): RouteHandler => {
    const endpoint = endpoints.find((candidate) => candidate.method === method);
    return endpoint === undefined
      ? () => refuse(endpoints.map((candidate) => candidate.method))
      : (request) => serve(endpoint, request);
  };
  return {
    GET: handler("GET"),
    POST: handler("POST"),
    PUT: handler("PUT"),
    PATCH: handler("PATCH"),
    DELETE: handler("DELETE"),
  };
}

async function serve(endpoint: Endpoint, request: Request): Promise<Response> {
  try {
    return await answer(endpoint, request, consoleServices());
  } catch (error) {
    return errorResponse(error, log, `${endpoint.method} ${endpoint.path}`);
  }
}

async function refuse(allowed: readonly Method[]): Promise<Response> {
  const error = new AttestryError("method_not_allowed", `Use ${allowed.join(" or ")} here.`);
  const response = errorResponse(error, log, "");
  response.headers.set("allow", allowed.join(", "));
  return response;
}

const nothingHere: RouteHandler = async () =>
  errorResponse(new AttestryError("not_found", "There is nothing at this address."), log, "");

/** The handlers of every path that is none. */
export const notFoundRoute: Record<Method, RouteHandler> = {
  GET: nothingHere,
  POST: nothingHere,
  PUT: nothingHere,
  PATCH: nothingHere,
  DELETE: nothingHere,
};
