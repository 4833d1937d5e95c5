import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";

/**
 * Overwrites X-Forwarded-For with the peer's address on every request this process receives, before anything reads it.
 * Without a trusted proxy in front, the header is the client's own word, and Next would pass it on.
 */
export function overwriteForwardedFor(): void {
  subscribe("http.server.request.start", (message) => {
    const request = requestOf(message);
    if (request !== null) request.headers["x-forwarded-for"] = request.socket.remoteAddress ?? "";
  });
}

function requestOf(message: unknown): IncomingMessage | null {
  if (typeof message !== "object" || message === null || !("request" in message)) return null;
  return message.request instanceof IncomingMessage ? message.request : null;
}
