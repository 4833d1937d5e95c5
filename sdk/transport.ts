import { AttestryNetworkError, type NetworkStatus } from "./errors";

/** One exchange with the attestation service. */
export interface ServiceRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** Carries the SDK's own exchanges; the default is `fetch`. Give one where a native client pins the connection. */
export type Transport = (request: ServiceRequest) => Promise<ServiceAnswer>;

export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** The platform's own, looked up at each call: browsers refuse a fetch that was taken off its global. */
export const platformFetch: Fetch = (input, init) => globalThis.fetch(input, init);

/** The service never redirects, so a redirect is an error; no cookies are sent and nothing is cached. */
export function fetchTransport(fetch: Fetch): Transport {
  return async ({ method, url, headers, body, signal }) => {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      signal,
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.text() };
  };
}

/** Failures of a TLS handshake that point at the other side, by OpenSSL's and Node's names. */
const UNTRUSTED =
  /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|ERR_SSL|EPROTO|certificate|NSURLErrorDomain.*-120[0-6]/i;
const UNRESOLVED = /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|ERR_INTERNET_DISCONNECTED/;
const REFUSED = /ECONNREFUSED|redirect/i;
const BROKEN = /ECONNRESET|EPIPE|ETIMEDOUT|TIMEOUT|UND_ERR_SOCKET|socket hang up|other side closed/i;

/** What a failed exchange says about the network. Platforms that hide the cause (browsers) count as no network. */
export function networkError(error: unknown, timedOut: boolean): AttestryNetworkError {
  return new AttestryNetworkError(networkStatus(chainText(error), timedOut), error);
}

function networkStatus(text: string, timedOut: boolean): NetworkStatus {
  if (timedOut) return "POOR_NETWORK";
  if (UNTRUSTED.test(text)) return "UNTRUSTED_NETWORK";
  if (UNRESOLVED.test(text)) return "NO_NETWORK";
  if (REFUSED.test(text)) return "NO_SERVICE";
  if (BROKEN.test(text)) return "POOR_NETWORK";
  return "NO_NETWORK";
}

/** Codes and messages along the chain of causes, which is where Node's fetch keeps the socket's error. */
function chainText(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ("code" in at) parts.push(String(at.code));
    parts.push(at.message);
    if (at instanceof AggregateError) parts.push(...at.errors.map(String));
  }
  return parts.join(" ");
}
