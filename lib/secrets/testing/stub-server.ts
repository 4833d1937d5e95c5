import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll } from "vitest";

export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A JSON server on 127.0.0.1 for as long as the test file runs; `faults` makes it fail or hang. */
export async function stubServer(answer: (request: StubRequest) => { status: number; body: unknown }) {
  const requests: StubRequest[] = [];
  const faults = { status: 0, hang: false };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const request = { method: req.method ?? "", path: req.url ?? "", headers: req.headers, body };
      requests.push(request);
      if (faults.hang) return;
      const { status, body: reply } = faults.status > 0 ? { status: faults.status, body: {} } : answer(request);
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return { url: `http://127.0.0.1:${address.port}`, requests, faults };
}
