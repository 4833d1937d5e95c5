import type { Engine } from "./engine";
import { AttestryOtherError } from "./errors";
import type { HeaderNames } from "./header-controls";
import { type Hop, nextHop, REDIRECTS_MAX } from "./redirects";
import { protectHeaders } from "./request-headers";
import type { DecisionMode } from "./status";
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
}

/**
 * `fetch` that adds the token of the request's API domain. Redirects are followed by hand, each hop with the token of
 * its own domain or none, so that no token ever reaches another one.
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
    const { action, written } = await unlessAborted(protectHeaders(context.engine, url, headers, context), signal);
    if (action === "untouched" || url === null) return fetch(input, init);
    const redirect = init?.redirect ?? request?.redirect ?? "follow";
    if (redirect !== "follow") return fetch(input, { ...init, headers });

    const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
    // A Request's body can be read once; its copy serves a redirect that repeats it.
    const copy = init?.body == null && request !== null && request.body ? request.clone() : null;
    const response = await fetch(input, { ...init, headers, redirect: "manual" });
    const first: Hop = { url, method, headers, body: copy ?? init?.body ?? null };
    const answer = await follow(context, first, written, response, { ...init, signal });
    if (copy?.bodyUsed === false) copy.body?.cancel().catch(() => {});
    return answer;
  };
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
    const protection = protectHeaders(context.engine, next.url, next.headers, context);
    ({ written } = await unlessAborted(protection, init.signal ?? null));
    const { method, headers, body } = next;
    answer = await fetch(next.url.href, { ...init, method, headers, body, redirect: "manual" });
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
