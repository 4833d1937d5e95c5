import { refuse } from "../lib/attestation/attempt";
import type { AttemptKind } from "../lib/contract/outcome";
import { REFUSAL_CODES } from "../lib/contract/protocol";
import { AttestryError, publicError } from "../lib/errors";
import { type Sender, senderOf } from "./client-address";
import { corsOf } from "./cors";
import { readJson } from "./http/body";
import { type Answer, errorAnswer, json, type Request, text } from "./http/message";
import { attestInstance } from "./routes/attestations";
import { issue } from "./routes/challenges";
import { configOf, customKeySet, discovery, keySet, testApps } from "./routes/documents";
import { enrolInstance } from "./routes/enrolments";
import { record } from "./routes/record";
import type { Service } from "./service";
import { showsTestKey } from "./test-key";

interface Context {
  readonly service: Service;
  readonly request: Request;
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
  "/v1/config": {
    cacheSeconds: 0,
    answer: ({ service, request }) => configOf(service, new URLSearchParams(request.search)),
  },
  "/v1/test/apps": {
    cacheSeconds: 0,
    answer: ({ service, request }) => testApps(service, request),
  },
  "/.well-known/jwks.json": { cacheSeconds: 300, answer: ({ service }) => keySet(service) },
  "/.well-known/custom-jwks.json": { cacheSeconds: 300, answer: ({ service }) => customKeySet(service) },
  "/.well-known/openid-configuration": { cacheSeconds: 300, answer: ({ service }) => discovery(service) },
};

/** Answers one request, whatever it is. Every route is in the tables above; nothing else exists. */
export async function route(service: Service, request: Request): Promise<Answer> {
  const started = performance.now();
  const cors = corsOf(request, service.config.corsOrigins);
  if (cors?.preflight) return cors.preflight;
  const label = isKnown(request.path) ? request.path : "other";
  let answered: Answer;
  try {
    const sender = senderOf(request, service.config.trustProxy, service.config.countryHeader);
    answered = await answer({ service, request, sender });
  } catch (error) {
    if (publicError(error).status >= 500) service.log.error("a request failed", error, { route: label });
    answered = errorAnswer(error);
  }
  service.metrics.requests.inc({ route: label, status: String(answered.status) });
  service.metrics.seconds.observe({ route: label }, (performance.now() - started) / 1000);
  return cors === null ? answered : { ...answered, headers: { ...answered.headers, ...cors.headers } };
}

const PROBES: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

function isKnown(path: string): boolean {
  return Object.hasOwn(POST_ROUTES, path) || Object.hasOwn(GET_ROUTES, path) || PROBES.has(path);
}

async function answer(context: Context): Promise<Answer> {
  const { request, service } = context;
  const { method, path } = request;
  const post = Object.hasOwn(POST_ROUTES, path) ? POST_ROUTES[path] : undefined;
  if (post !== undefined) {
    if (method !== "POST") throw new AttestryError("method_not_allowed", "Use POST.");
    return json(200, await attempt(post, context));
  }
  if (PROBES.has(path)) return probe(path, service);
  const get = Object.hasOwn(GET_ROUTES, path) ? GET_ROUTES[path] : undefined;
  if (get === undefined) throw new AttestryError("not_found", "There is nothing here.");
  if (method !== "GET" && method !== "HEAD") throw new AttestryError("method_not_allowed", "Use GET.");
  assertWithinRate(context);
  const cached = { "cache-control": `public, max-age=${get.cacheSeconds}`, "access-control-allow-origin": "*" };
  return json(200, get.answer(context), get.cacheSeconds > 0 ? cached : undefined);
}

/**
 * A request that is an attempt: what is refused before the verifier sees it (unreadable, too large, too many) leaves
 * its event here; what the verifier judges leaves it there.
 */
async function attempt(route: PostRoute, context: Context): Promise<unknown> {
  let body: unknown;
  try {
    assertWithinRate(context);
    body = await readJson(context.request);
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
function assertWithinRate({ service, request, sender }: Context): void {
  if (showsTestKey(request, service.keys.testKey)) return;
  if (!service.rateLimit.allow(sender.address, performance.now())) {
    throw new AttestryError("rate_limited", "Too many requests from this address; slow down.");
  }
}

async function probe(path: string, service: Service): Promise<Answer> {
  if (path === "/healthz") return text(200, "ok\n");
  if (path === "/readyz") return service.accepting() ? text(200, "ready\n") : text(503, "shutting down\n");
  return text(200, await service.collectMetrics(), "text/plain; version=0.0.4; charset=utf-8");
}
