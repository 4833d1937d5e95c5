import type { IncomingMessage } from "node:http";
import { REQUEST_BYTES_MAX } from "../../lib/contract/protocol";
import { AttestryError } from "../../lib/errors";
import type { Request } from "./message";

/** Nesting beyond which a JSON body is refused unread; the protocol's own shapes are four deep. */
const JSON_DEPTH_MAX = 16;

/** Reads a JSON body within the limits of size and depth; throws an {@link AttestryError} with 4xx otherwise. */
export async function readJson(request: Request): Promise<unknown> {
  const given = request.header("content-type");
  if (given !== "application/json" && given?.split(";")[0]?.trim().toLowerCase() !== "application/json")
    throw new AttestryError("unsupported_media_type", "Send application/json.");
  const body = await request.body();
  if (isNestedDeeperThan(body, JSON_DEPTH_MAX)) {
    throw new AttestryError("invalid_request", `JSON may be nested at most ${JSON_DEPTH_MAX} deep.`);
  }
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AttestryError("invalid_request", "The body is not JSON.");
  }
}

/** The body of a message of node:http, up to the most a request may have. */
export function readBody(req: IncomingMessage): Promise<Buffer> {
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
