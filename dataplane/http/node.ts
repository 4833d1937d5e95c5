import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { readBody } from "./body";
import type { Answer, Handler, Request } from "./message";

/** Serves whatever node:http makes of a connection. */
export function serveByNode(handle: Handler, accepting: () => boolean): RequestListener {
  return (req, res) => {
    void handle(requestOf(req)).then((answer) => write(req, res, answer, accepting()));
  };
}

function requestOf(req: IncomingMessage): Request {
  const [path = "/", search = ""] = (req.url ?? "/").split("?", 2);
  return {
    method: req.method ?? "GET",
    path,
    search,
    peer: req.socket.remoteAddress ?? "",
    header: (name) => req.headers[name]?.toString(),
    body: () => readBody(req),
  };
}

/** A body that was not read to its end closes the connection, and so does a worker that is about to go. */
function write(req: IncomingMessage, res: ServerResponse, { status, headers, body }: Answer, accepting: boolean): void {
  const length = status === 204 ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const connection = accepting && req.complete ? {} : { connection: "close" };
  res.writeHead(status, { ...headers, ...length, ...connection });
  res.end(body);
}
