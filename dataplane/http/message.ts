/** Requests and answers as the router has them, whichever way they travel. */
import { publicError } from "../../lib/errors";

export interface Request {
  readonly method: string;
  /** The target without its query. */
  readonly path: string;
  /** The query without its question mark. */
  readonly search: string;
  /** Address of the other end of the connection. */
  readonly peer: string;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** The body. Rejects with `content_too_large` and, where it is cut short, `invalid_request`. */
  body(): Buffer | Promise<Buffer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request; what goes wrong is an answer too, so it never rejects. */
export type Handler = (request: Request) => Promise<Answer>;

/** Headers of every answer: nothing here is for a browser to keep, frame or guess at. */
const COMMON_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const JSON_HEADERS = { ...COMMON_HEADERS, "content-type": "application/json; charset=utf-8" } as const;

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return {
    status,
    headers: headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers },
    body: JSON.stringify(value),
  };
}

export function text(status: number, body: string, type = "text/plain; charset=utf-8"): Answer {
  return { status, headers: { ...COMMON_HEADERS, "content-type": type }, body };
}

/** The error as RFC 6749 section 5.2 shapes it. */
export function errorAnswer(error: unknown): Answer {
  const { code, status, message } = publicError(error);
  return json(status, { error: code, error_description: message }, retryAfter(code));
}

function retryAfter(code: string): Record<string, string> | undefined {
  if (code === "rate_limited") return { "retry-after": "10" };
  if (code === "temporarily_unavailable") return { "retry-after": "2" };
  return undefined;
}
