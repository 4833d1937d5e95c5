/** An answer of the admin API that is not a success: a stable code, a sentence, and messages by form field. */
export class ApiError extends Error {
  /** Stable code such as `forbidden`; `unreachable` when no answer came. */
  readonly code: string;
  /** HTTP status, 0 when no answer came. */
  readonly status: number;
  /** Field path -> message of the server's own parser. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status: number, fields: Record<string, string> = {}) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** The error that an answer without success tells; `body` is its JSON, or null where it has none. */
export function apiErrorOf(status: number, body: unknown): ApiError {
  const { error, error_description: message, fields } = recordOf(body);
  if (typeof error !== "string" || typeof message !== "string") {
    return new ApiError("internal_error", `The console answered ${status}.`, status);
  }
  const texts = Object.entries(recordOf(fields)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return new ApiError(error, message, status, Object.fromEntries(texts));
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: "same-origin", ...init }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError("unreachable", "The console does not answer. Check the connection.", 0);
  });
  if (!response.ok) throw apiErrorOf(response.status, await response.json().catch(() => null));
  return response;
}

/**
 * Reads `path` of the admin API. `T` is the row type that the route's metric declares in lib/contract; server and page
 * are built together, so the answer of a success is trusted to have it.
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}

/** Sends a change to the admin API; see {@link getJson} for what `T` promises. `undefined` body sends none. */
export async function sendJson<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await send(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}
