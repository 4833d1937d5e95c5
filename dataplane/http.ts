import type { IncomingMessage, ServerResponse } from "node:http";
import { REQUEST_BYTES_MAX } from "../lib/contract/protocol";
import { AttestryError, publicError } from "../lib/errors";

/** Nesting beyond which a JSON body is refused unread; the protocol's own shapes are four deep. */
const JSON_DEPTH_MAX = 16;

/** Reads a JSON body within the limits of size and depth; throws an {@link AttestryError} with 4xx otherwise. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const type = req.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new AttestryError("unsupported_media_type", "Send application/json.");
  const body = await readBody(req);
  if (isNestedDeeperThan(body, JSON_DEPTH_MAX)) {
    throw new AttestryError("invalid_request", `JSON may be nested at most ${JSON_DEPTH_MAX} deep.`);
  }
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AttestryError("invalid_request", "The body is not JSON.");
  }
}

function readBody(req: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new AttestryError("content_too_large", `A request may have at most ${REQUEST_BYTES_MAX} bytes.`);
  if (Number(req.headers["content-length"] ?? 0) > REQUEST_BYTES_MAX) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > REQUEST_BYTES_MAX) reject(tooLarge());
      else chunks.push(chunk);
    });
    req.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.on("error", () => reject(new AttestryError("invalid_request", "The request was cut short.")));
    req.on("aborted", () => reject(new AttestryError("invalid_request", "The request was cut short.")));
  });
}

/** Counts brackets outside strings: O(bytes), before any parser sees the text. */
export function isNestedDeeperThan(json: Buffer, depthMax: number): boolean {
  if (!hasMoreBracketsThan(json, depthMax)) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index];
    if (inString) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > depthMax) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

/** Most bodies open fewer brackets than they may nest: a search of the runtime's own then says enough. */
function hasMoreBracketsThan(json: Buffer, max: number): boolean {
  let count = 0;
  for (const bracket of [0x7b, 0x5b]) {
    for (let at = json.indexOf(bracket); at !== -1; at = json.indexOf(bracket, at + 1)) {
      if (++count > max) return true;
    }
  }
  return false;
}

/** Headers of every answer: nothing here is for a browser to keep, frame or guess at. */
const COMMON_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value);
  res.writeHead(status, {
    ...COMMON_HEADERS,
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  res.end(body);
}

export function sendText(res: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  res.writeHead(status, { ...COMMON_HEADERS, "content-type": type, "content-length": Buffer.byteLength(body) });
  res.end(body);
}

/** The error as RFC 6749 section 5.2 shapes it. A body that was not read to its end closes the connection. */
export function sendError(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const shown = publicError(error);
  const headers: Record<string, string> = {};
  if (shown.code === "rate_limited") headers["retry-after"] = "10";
  if (shown.code === "temporarily_unavailable") headers["retry-after"] = "2";
  if (!req.complete) headers.connection = "close";
  sendJson(res, shown.status, { error: shown.code, error_description: shown.message }, headers);
}
