import { createServer, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import { answer, errorResponse, type Services } from "../admin/answer";
import { endpoints } from "../admin/endpoints";
import { matchPath } from "../admin/parse";
import { AttestryError } from "../errors";

/** Serves the whole admin API on a free port of 127.0.0.1 until the file's last test; returns its URL. */
export async function serveConsole(services: Services): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const response = await respond(incoming, services);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return `http://127.0.0.1:${address.port}`;
}

function respond(incoming: IncomingMessage, services: Services): Promise<Response> {
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
  const { method = "GET" } = incoming;
  const endpoint = endpoints.find((one) => one.method === method && matchPath(one.path, url.pathname) !== null);
  if (endpoint === undefined) {
    const error = new AttestryError("not_found", "There is nothing at this address.");
    return Promise.resolve(errorResponse(error, services.log, ""));
  }
  const headers = new Headers(
    Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
      value ? [[name, String(value)]] : [],
    ),
  );
  const hasBody = method !== "GET" && method !== "HEAD";
  const init: RequestInit & { duplex: "half" } = { method, headers, duplex: "half" };
  return answer(endpoint, new Request(url, hasBody ? { ...init, body: bodyOf(incoming) } : init), services);
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = Readable.from(incoming)[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
