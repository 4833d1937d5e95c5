import type { Engine } from "./engine";
import { AttestryOtherError, typedError } from "./errors";
import type { HeaderNames } from "./header-controls";
import { type Hop, nextHop, REDIRECTS_MAX } from "./redirects";
import { protectHeaders } from "./request-headers";
import type { DecisionMode } from "./status";
import { type Substitutions, type Swapped, swapPlaceholders } from "./substitution";
import type { Fetch } from "./transport";
import { requestUrl } from "./urls";

/** What `attestedFetch` finds when a request is made. */
export interface FetchContext {
  readonly fetch: Fetch;
  /** Null before initialize(). */
  readonly engine: Engine | null;
  /** True when the app runs without protection: every request goes out as it is. */
  readonly bypass: boolean;
  readonly mode: DecisionMode;
  readonly names: HeaderNames;
  readonly substitutions: Substitutions;
}

/**
 * `fetch` that adds the token of the request's API domain and swaps placeholders for secrets. Redirects are followed by
 * hand, each hop with the token and the secrets of its own domain or none, so that neither ever reaches another one.
 */
export function createAttestedFetch(currentContext: () => FetchContext): Fetch {
  return async (input, init) => {
    const context = currentContext();
    // Called without a receiver, as browsers demand of their fetch.
    const { fetch, bypass } = context;
    if (bypass) return fetch(input, init);
    const request = typeof input === "string" || input instanceof URL ? null : input;
    const signal = init?.signal ?? request?.signal ?? null;
    const url = requestUrl(input);
    const headers = new Headers(init?.headers ?? request?.headers);
    const prepared = await unlessAborted(prepare(context, url, headers), signal);
    if (prepared === null || url === null) return fetch(input, init);
    const redirect = init?.redirect ?? request?.redirect ?? "follow";
    const { swapped, written } = prepared;
    const outgoing = { ...init, headers: swapped?.headers ?? headers };
    if (redirect !== "follow") return withUrl(await fetch(retargeted(input, swapped), outgoing), url, swapped);

    const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
    // A Request's body can be read once; its copy serves a redirect that repeats it.
    const copy = init?.body == null && request !== null && request.body ? request.clone() : null;
    const target = retargeted(input, swapped);
    const response = withUrl(await fetch(target, { ...outgoing, redirect: "manual" }), url, swapped);
    // Hops keep the placeholders: each swaps them for its own address.
    const first: Hop = { url, method, headers, body: copy ?? init?.body ?? null };
    const answer = await follow(context, first, written, response, { ...init, signal });
    if (copy?.bodyUsed === false) copy.body?.cancel().catch(() => {});
    return answer;
  };
}

interface Prepared {
  /** Names of the headers that the SDK wrote. */
  readonly written: readonly string[];
  readonly swapped: Swapped | null;
}

/** Writes token and status into `headers` and swaps placeholders in copies; null when the request stays as it is. */
async function prepare(context: FetchContext, url: URL | null, headers: Headers): Promise<Prepared | null> {
  const { engine, mode, substitutions } = context;
  const { action, written } = await protectHeaders(engine, url, headers, context);
  if (url === null || engine === null) return action === "untouched" ? null : { written, swapped: null };
  const { secrets: source, secretKeeper: keeper } = engine;
  const swapped = await swapPlaceholders(url, headers, { substitutions, source, keeper, mode }).catch(
    (error: unknown) => {
      throw typedError(error);
    },
  );
  return action === "untouched" && swapped === null ? null : { written, swapped };
}

/** The same request to the address with real values; the app's own object keeps its own. Uses up a Request's body. */
function retargeted(input: RequestInfo | URL, swapped: Swapped | null): RequestInfo | URL {
  if (swapped === null) return input;
  const { url } = swapped;
  return typeof input === "string" || input instanceof URL ? url.href : new Request(url.href, input);
}

/** The response as the app may see it: under the address that it asked for, without the secret. */
function withUrl(response: Response, url: URL, swapped: Swapped | null): Response {
  if (swapped !== null && response.url === swapped.url.href) {
    Object.defineProperty(response, "url", { value: url.href });
  }
  return response;
}

async function follow(
  context: FetchContext,
  first: Hop,
  writtenFirst: readonly string[],
  firstAnswer: Response,
  init: RequestInit,
): Promise<Response> {
  const { fetch } = context;
  let [hop, written, answer] = [first, writtenFirst, firstAnswer];
  for (let redirects = 0; ; redirects += 1) {
    assertManual(hop, answer);
    const next = await nextHop(hop, answer, written);
    if (next === null) {
      if (redirects > 0) Object.defineProperty(answer, "redirected", { value: true });
      return answer;
    }
    if (redirects === REDIRECTS_MAX) throw new TypeError("too many redirects");
    await answer.body?.cancel();
    const prepared = await unlessAborted(prepare(context, next.url, next.headers), init.signal ?? null);
    const { method, body } = next;
    const { url, headers } = prepared?.swapped ?? next;
    const response = await fetch(url.href, { ...init, method, headers, body, redirect: "manual" });
    answer = withUrl(response, next.url, prepared?.swapped ?? null);
    written = prepared?.written ?? [];
    hop = next;
  }
}

/** Browsers hide where a redirect leads; other platforms may not know `redirect: "manual"` and follow regardless. */
function assertManual(hop: Hop, answer: Response): void {
  if (answer.type === "opaqueredirect") {
    throw new TypeError("a protected request was redirected and this platform hides where to: call the final address");
  }
  if (answer.url !== "" && new URL(answer.url).origin !== hop.url.origin) {
    const detail = "This platform's fetch ignores redirect: manual, so a token may have left its domain.";
    throw new AttestryOtherError("INTERNAL_ERROR", undefined, detail);
  }
}

/** The outcome, or the caller's abort as soon as it comes. Others may wait for the same attestation: it goes on. */
function unlessAborted<T>(outcome: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (signal === null) return outcome;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    outcome.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
