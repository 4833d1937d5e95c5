/**
 * A client that costs little: kept connections, one request at a time on each, no more of HTTP/1.1 (RFC 9112) than the
 * data plane's JSON answers need. On a machine whose cores are shared, what the load costs is missing where it is measured.
 */
import { connect, type Socket } from "node:net";

interface Waiting {
  readonly resolve: (body: string) => void;
  readonly reject: (error: Error) => void;
}

class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | null = null;
  #received = "";

  constructor(host: string, port: number) {
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.setEncoding("utf8");
    this.#socket.on("data", (text: string) => this.#receive(text));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the connection was closed")));
    this.#socket.unref();
  }

  request(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(text);
    });
  }

  #receive(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#received.slice(0, end))?.[1]);
    const body = this.#received.slice(end + 4);
    if (Buffer.byteLength(body) < length) return;
    const status = this.#received.slice(9, 12);
    this.#received = "";
    const waiting = this.#waiting;
    this.#waiting = null;
    if (status === "200") waiting?.resolve(body);
    else waiting?.reject(new Error(`${status}: ${body}`));
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

/** Idle connections by host; as many are opened as requests are under way at once. */
const idle = new Map<string, Connection[]>();

/** POSTs JSON on a kept connection. Rejects on anything but 200. */
export async function post(url: string, body: unknown): Promise<Record<string, unknown>> {
  const { host, hostname, port, pathname } = new URL(url);
  const payload = JSON.stringify(body);
  const free = idle.get(host) ?? [];
  idle.set(host, free);
  const connection = free.pop() ?? new Connection(hostname, Number(port));
  const answer = await connection.request(
    `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`,
  );
  free.push(connection);
  return JSON.parse(answer);
}
