/** A relying party for the SDK's tests: answers every request and remembers what came. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { portOf } from "./service";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestApi {
  readonly url: string;
  /** Host and port, as an API domain is registered. */
  readonly domain: string;
  readonly received: Received[];
  /** Path -> where it redirects to. */
  readonly redirects: Map<string, { status: number; location: string }>;
  close(): Promise<void>;
}

export async function startTestApi(): Promise<TestApi> {
  const received: Received[] = [];
  const redirects: TestApi["redirects"] = new Map();
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(Buffer.from(chunk));
    const path = req.url ?? "/";
    received.push({ method: req.method ?? "", path, headers: req.headers, body: Buffer.concat(chunks).toString() });
    const redirect = redirects.get(path);
    if (redirect) res.writeHead(redirect.status, { location: redirect.location }).end();
    else res.writeHead(200, { "content-type": "text/plain" }).end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const domain = `127.0.0.1:${portOf(server.address())}`;
  return {
    url: `http://${domain}`,
    domain,
    received,
    redirects,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The claims of a token whose HS256 signature holds, or null: what a relying party would decide. */
export function verifiedClaims(token: string, secret: Buffer): Record<string, unknown> | null {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const good = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url") === signature;
  return good ? JSON.parse(Buffer.from(payload, "base64url").toString()) : null;
}
