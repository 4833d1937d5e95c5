/** Frames of a server-sent event stream (WHATWG HTML section 9.2). */
const encoder = new TextEncoder();

/** One frame; `id` comes back as Last-Event-ID when the browser reconnects. */
export function eventFrame(event: string, data: unknown, id?: number): Uint8Array {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return encoder.encode(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
