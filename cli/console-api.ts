/** The admin API over HTTP: the only way in which the command line talks to Attestry. */
import { createReadStream } from "node:fs";
import type { z } from "zod";
import { config } from "../lib/config";
import { apiErrorSchema } from "../lib/contract/admin/common";

/** Where the console is and who asks, from options or, where they are missing, from the environment. */
export interface ConsoleOptions {
  readonly url?: string | undefined;
  readonly "api-key"?: string | undefined;
}

/** What a command that talks to the console takes, for `parseArgs`. */
export const CONSOLE_OPTIONS = {
  url: { type: "string" },
  "api-key": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export const CONSOLE_HELP = `  --url <url>        the console (default ATTESTRY_CONSOLE_URL, or http://127.0.0.1:3000)
  --api-key <key>    an API key of the console's settings (better: ATTESTRY_API_KEY, which other users can't see)
  --json             print one JSON object`;

/** The console could not be asked, or refused. `code` is the API's, or `unreachable`. */
export class ConsoleError extends Error {
  override readonly name = "ConsoleError";
  readonly code: string;
  readonly hint: string | undefined;
  /** Field, or code of a reason -> message. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    hint?: string,
    { cause, fields = {} }: { cause?: unknown; fields?: Record<string, string> } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.fields = fields;
  }
}

export interface ConsoleRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Path of a file to stream instead. */
  readonly file?: string;
}

/** Asks the console and parses its answer. Throws a ConsoleError. */
export async function askConsole<T extends z.ZodType>(
  options: ConsoleOptions,
  path: string,
  response: T,
  request: ConsoleRequest = {},
): Promise<z.output<T>> {
  const apiKey = options["api-key"] ?? config().apiKey;
  if (apiKey === null) {
    throw new ConsoleError("unauthenticated", "no API key was given", "set ATTESTRY_API_KEY, or use --api-key");
  }
  const answered = await send(addressOf(options, path, request.query), apiKey, request);
  const body: unknown = await answered.json().catch(() => null);
  if (!answered.ok) throw refusal(answered, body);
  const parsed = response.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ConsoleError("unreachable", "the answer is not one of Attestry's console", "check --url", {
    cause: parsed.error,
  });
}

function addressOf(options: ConsoleOptions, path: string, query: ConsoleRequest["query"] = {}): URL {
  const base = (options.url ?? config().consoleUrl).replace(/\/$/, "");
  if (!/^https?:\/\//.test(base) || !URL.canParse(base)) {
    throw new ConsoleError(
      "invalid_request",
      `"${base}" is no URL`,
      "a console's URL looks like https://console.example.com",
    );
  }
  const url = new URL(base + path);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

async function send(url: URL, apiKey: string, { method = "GET", body, file }: ConsoleRequest): Promise<Response> {
  const content = contentOf(body, file);
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers: { authorization: `Bearer ${apiKey}`, accept: "application/json", ...content.headers },
    // A redirect could carry the key to somebody else.
    redirect: "error",
    duplex: "half",
    ...(content.body === null ? {} : { body: content.body }),
  };
  return fetch(url, init).catch((cause: unknown) => {
    throw new ConsoleError("unreachable", `${url.origin} does not answer`, "check --url, and that the console runs", {
      cause,
    });
  });
}

function contentOf(body: unknown, file: string | undefined) {
  if (file !== undefined) {
    return { headers: { "content-type": "application/octet-stream" }, body: streamOf(file) };
  }
  if (body === undefined) return { headers: {}, body: null };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** The file piece by piece, as fast as the console takes it. */
function streamOf(file: string): ReadableStream<Uint8Array> {
  const chunks = createReadStream(file)[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await chunks.return?.()),
  });
}

function refusal(answered: Response, body: unknown): ConsoleError {
  const parsed = apiErrorSchema.safeParse(body);
  if (!parsed.success) return new ConsoleError("unreachable", `the console answered ${answered.status}`, "check --url");
  const { error, error_description: description, fields = {} } = parsed.data;
  const details = Object.entries(fields).map(([name, message]) => `${name}: ${message}`);
  return new ConsoleError(error, description, details.length === 0 ? undefined : details.join("; "), { fields });
}
