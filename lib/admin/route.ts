import { consoleConnection } from "../../drizzle/console";
import { systemClock } from "../clock";
import { config } from "../config";
import { AttestryError } from "../errors";
import { createLog } from "../log";
import { consoleHub } from "../metrics/live/console-hub";
import { answer, errorResponse, type Services } from "./answer";
import type { Endpoint, Method } from "./endpoint";

/** A handler as Next calls it, and the endpoint it serves; null where it only refuses. */
export interface RouteHandler {
  (request: Request): Promise<Response>;
  readonly endpoint: Endpoint | null;
}

type RouteHandlers = Readonly<Record<Method, RouteHandler>>;

const log = createLog("console");

/** The running console's database, settings and clock, looked up per request so that a build needs none of them. */
export function consoleServices(): Services {
  return { db: consoleConnection().db, settings: config(), clock: systemClock, log, live: consoleHub };
}

/**
 * The handlers of one path, for its route file; a method without an endpoint answers 405.
 * @example export const { GET, POST, PUT, PATCH, DELETE } = route(listApps, createApp);
 */
export function route(...endpoints: Endpoint[]): RouteHandlers {
  const allowed = endpoints.map(({ method }) => method);
  return handlers((method) => {
    const endpoint = endpoints.find((candidate) => candidate.method === method);
    return endpoint === undefined
      ? Object.assign(() => refuse(allowed), { endpoint: null })
      : Object.assign((request: Request) => serve(endpoint, request), { endpoint });
  });
}

/** The handlers of every path that is none. */
export const notFoundRoute: RouteHandlers = handlers(() => Object.assign(() => nothingHere(), { endpoint: null }));

function handlers(make: (method: Method) => RouteHandler): RouteHandlers {
  return { GET: make("GET"), POST: make("POST"), PUT: make("PUT"), PATCH: make("PATCH"), DELETE: make("DELETE") };
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

async function nothingHere(): Promise<Response> {
  return errorResponse(new AttestryError("not_found", "There is nothing at this address."), log, "");
}
