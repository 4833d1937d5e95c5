import { readFile, stat } from "node:fs/promises";
import type { Clock } from "../../lib/clock";

/** A list as its source gives it, not yet parsed. */
export interface FetchedList {
  readonly text: string;
  /** When the source said so: now for a URL, the time of modification for a file. */
  readonly retrievedAt: Date;
  /** How long the source lets it be kept before it is asked again. */
  readonly maxAgeSeconds: number;
}

const TIMEOUT_MS = 20_000;
const BYTES_MAX = 64 * 1024 * 1024;
/** A file is looked at this often; it costs next to nothing. */
const FILE_SECONDS = 30;
const MAX_AGE_SECONDS = { none: 3600, min: 300, max: 86_400 } as const;

/** Fetches the list from an http(s) URL, or reads it from a path. Throws an Error with one sentence. */
export async function fetchList(source: string, clock: Clock): Promise<FetchedList> {
  return /^https?:/.test(source) ? fromUrl(source, clock) : fromFile(source);
}

async function fromFile(path: string): Promise<FetchedList> {
  const { mtime, size } = await stat(path);
  if (size > BYTES_MAX) throw new Error(`${path} is larger than ${BYTES_MAX} bytes`);
  return { text: await readFile(path, "utf8"), retrievedAt: mtime, maxAgeSeconds: FILE_SECONDS };
}

async function fromUrl(url: string, clock: Clock): Promise<FetchedList> {
  // The list names every serial that was ever revoked: an intermediary's old copy is worth less than the trip.
  const headers = { accept: "application/json", "cache-control": "no-cache" };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const text = await readText(answer, url);
  return { text, retrievedAt: clock(), maxAgeSeconds: maxAgeOf(answer.headers.get("cache-control")) };
}

async function readText(answer: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BYTES_MAX) throw new Error(`${url} sent more than ${BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** RFC 9111 section 5.2.2.1, within bounds of our own: neither a storm of requests nor a list that is never renewed. */
export function maxAgeOf(cacheControl: string | null): number {
  const stated = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl ?? "")?.[1];
  if (stated === undefined) return MAX_AGE_SECONDS.none;
  return Math.min(Math.max(Number(stated), MAX_AGE_SECONDS.min), MAX_AGE_SECONDS.max);
}
