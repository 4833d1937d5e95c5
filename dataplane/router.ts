import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse } from "../lib/attestation/attempt";
import type { AttemptKind } from "../lib/contract/outcome";
import { REFUSAL_CODES } from "../lib/contract/protocol";
import { AttestryError, publicError } from "../lib/errors";
import { type Sender, senderOf } from "./client-address";
import { applyCors } from "./cors";
import { readJson, sendError, sendJson, sendText } from "./http";
import { attestInstance } from "./routes/attestations";
import { issue } from "./routes/challenges";
import { configOf, customKeySet, discovery, keySet, testApps } from "./routes/documents";
import { enrolInstance } from "./routes/enrolments";
import { record } from "./routes/record";
import type { Service } from "./service";
import { showsTestKey } from "./test-key";

interface Context {
  readonly service: Service;
  readonly req: IncomingMessage;
  /** The query string without its question mark. */
  readonly search: string;
  readonly sender: Sender;
}

type PostRoute = { readonly kind: AttemptKind; readonly answer: (context: Context, body: unknown) => unknown };
type GetRoute = { readonly cacheSeconds: number; readonly answer: (context: Context) => unknown };

const POST_ROUTES: Readonly<Record<string, PostRoute>> = {
  "/v1/challenges": { kind: "challenge", answer: ({ service }, body) => issue(service, body) },
  "/v1/enrolments": { kind: "enrolment", answer: ({ service, sender }, body) => enrolInstance(service, body, sender) },
  "/v1/attestations": {
    kind: "attestation",
    answer: ({ service, sender }, body) => attestInstance(service, body, sender),
  },
};

const GET_ROUTES: Readonly<Record<string, GetRoute>> = {
  "/v1/config": { cacheSeconds: 0, answer: ({ service, search }) => configOf(service, new URLSearchParams(search)) },
  "/v1/test/apps": {
    cacheSeconds: 0,
    answer: ({ service, req }) => testApps(service, req),
  },
  "/.well-known/jwks.json": { cacheSeconds: 300, answer: ({ service }) => keySet(service) },
  "/.well-known/custom-jwks.json": { cacheSeconds: 300, answer: ({ service }) => customKeySet(service) },
  "/.well-known/openid-configuration": { cacheSeconds: 300, answer: ({ service }) => discovery(service) },
};

/** Answers one request. Every route is in the tables above; nothing else exists. */
export async function route(service: Service, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const started = performance.now();
  const [path = "/", search = ""] = (req.url ?? "/").split("?", 2);
  const known = Object.hasOwn(POST_ROUTES, path) || Object.hasOwn(GET_ROUTES, path) || PROBES.has(path);
  const label = known ? path : "other";
  if (applyCors(req, res, path, service.config.corsOrigins)) return;
  const sender = senderOf(req, service.config.trustProxy, service.config.countryHeader);
  const context: Context = { service, req, search, sender };
  try {
    await answer(path, context, res);
  } catch (error) {
    if (publicError(error).status >= 500) service.log.error("a request failed", error, { route: label });
    if (!res.headersSent) sendError(req, res, error);
  }
  service.metrics.requests.inc({ route: label, status: String(res.statusCode) });
  service.metrics.seconds.observe({ route: label }, (performance.now() - started) / 1000);
}

const PROBES: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

async function answer(path: string, context: Context, res: ServerResponse): Promise<void> {
  const { req, service } = context;
  const post = Object.hasOwn(POST_ROUTES, path) ? POST_ROUTES[path] : undefined;
  const get = Object.hasOwn(GET_ROUTES, path) ? GET_ROUTES[path] : undefined;
  if (PROBES.has(path)) return probe(path, context, res);
  if (post !== undefined) {
    if (req.method !== "POST") throw new AttestryError("method_not_allowed", "Use POST.");
    return sendJson(res, 200, await attempt(post, context));
  }
  if (get !== undefined) {
    if (req.method !== "GET" && req.method !== "HEAD") throw new AttestryError("method_not_allowed", "Use GET.");
    assertWithinRate(context);
    const headers =
      get.cacheSeconds > 0
        ? { "cache-control": `public, max-age=${get.cacheSeconds}`, "access-control-allow-origin": "*" }
        : undefined;
    return sendJson(res, 200, get.answer({ ...context, service }), headers);
  }
  throw new AttestryError("not_found", "There is nothing here.");
}

/**
 * A request that is an attempt: what is refused before the verifier sees it (unreadable, too large, too many) leaves
 * its event here; what the verifier judges leaves it there.
 */
async function attempt(route: PostRoute, context: Context): Promise<unknown> {
  let body: unknown;
  try {
    assertWithinRate(context);
    body = await readJson(context.req);
    if (route.kind === "challenge") return route.answer(context, body);
  } catch (error) {
    await recordUnread(route.kind, error, context);
    throw error;
  }
  return route.answer(context, body);
}

/** The event of a request that never reached the verifier. Too many requests say nothing about the device: no signal. */
async function recordUnread(kind: AttemptKind, error: unknown, { service, sender }: Context): Promise<void> {
  const shown = publicError(error);
  const code = REFUSAL_CODES.find((refusal) => refusal === shown.code);
  if (code === undefined) return;
  const refused = refuse({ kind, at: service.clock() }, "malformed", { code, description: shown.message });
  await record(service, code === "rate_limited" ? { ...refused, signals: [], reasons: [] } : refused, sender);
}

/** A simulated fleet sends from one address what a nation of phones sends from many: its key lifts the limit. */
function assertWithinRate({ service, req, sender }: Context): void {
  if (showsTestKey(req, service.keys.testKey)) return;
  if (!service.rateLimit.allow(sender.address, performance.now())) {
    throw new AttestryError("rate_limited", "Too many requests from this address; slow down.");
  }
}

async function probe(path: string, { service }: Context, res: ServerResponse): Promise<void> {
  if (path === "/healthz") return sendText(res, 200, "ok\n");
  if (path === "/readyz")
    return service.accepting() ? sendText(res, 200, "ready\n") : sendText(res, 503, "shutting down\n");
  return sendText(res, 200, await service.collectMetrics(), "text/plain; version=0.0.4; charset=utf-8");
}
