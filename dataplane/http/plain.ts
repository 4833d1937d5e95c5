/**
 * The short way from a socket to the router and back. Nearly every request of an SDK or a proxy is a POST with a plain
 * head and its body in the same packet: it is read and answered here, at less than half of what node:http takes. A
 * connection that sends anything else is node:http's from then on, which knows all of HTTP/1.1 (RFC 9112). Nothing is
 * guessed: what is not certain to mean the same to every reader is not plain.
 */
import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { REQUEST_BYTES_MAX } from "../../lib/contract/protocol";
import type { Answer, Handler, Request } from "./message";

const HEAD_BYTES_MAX = 8192;
const REQUEST_LINE = /^POST (\/[\w./-]*) HTTP\/1\.1$/;
/** A field (RFC 9112 section 5) of visible ASCII, with one space or none before its value and none after. */
const FIELD = /^([\w-]+): ?((?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?)$/;
/** Fields that say how a message goes on, or what the connection becomes. */
const FRAMING: ReadonlySet<string> = new Set(["transfer-encoding", "trailer", "te", "upgrade", "expect"]);

export interface PlainFront {
  /** Ends the connections that wait for no answer. */
  closeIdle(): void;
  /** Ends all of them. */
  closeAll(): void;
}

/** Puts the short way in front of a server of node:http. `idleMs` is how long a connection may rest between requests. */
export function servePlainly(
  server: Server,
  handle: Handler,
  { accepting, idleMs }: { readonly accepting: () => boolean; readonly idleMs: number },
): PlainFront {
  const open = new Set<PlainConnection>();
  const keepAlive = `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(idleMs / 1000)}\r\n`;
  const byNode = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    const connection = new PlainConnection(socket, handle, {
      accepting,
      idleMs,
      keepAlive,
      onGone: () => open.delete(connection),
      handOver: () => {
        for (const listener of byNode) listener.call(server, socket);
      },
    });
    open.add(connection);
  });
  return {
    closeIdle() {
      for (const connection of open) connection.closeIfIdle();
    },
    closeAll() {
      for (const connection of open) connection.close();
    },
  };
}

interface Surroundings {
  readonly accepting: () => boolean;
  readonly idleMs: number;
  /** What node:http says of a connection that goes on. */
  readonly keepAlive: string;
  readonly onGone: () => void;
  readonly handOver: () => void;
}

class PlainConnection {
  readonly #socket: Socket;
  readonly #handle: Handler;
  readonly #around: Surroundings;
  readonly #peer: string;
  /** Whether a request waits for its answer. */
  #busy = false;
  /** Whether the other end will send no more. */
  #ended = false;
  /** What came before the answer was sent. */
  #early: Buffer[] = [];

  constructor(socket: Socket, handle: Handler, around: Surroundings) {
    this.#socket = socket;
    this.#handle = handle;
    this.#around = around;
    this.#peer = socket.remoteAddress ?? "";
    socket.setTimeout(around.idleMs);
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("timeout", this.#onTimeout);
    socket.on("error", ignore);
    socket.on("close", around.onGone);
  }

  /** An answer that the system has not taken whole is still on its way. */
  closeIfIdle(): void {
    if (!this.#busy && this.#socket.writableLength === 0) this.close();
  }

  close(): void {
    this.#socket.destroy();
  }

  readonly #onData = (chunk: Buffer) => {
    if (this.#busy) {
      this.#early.push(chunk);
      this.#socket.pause();
      return;
    }
    const request = plainRequest(chunk, this.#peer);
    if (request === null) return this.#handOver(chunk);
    this.#busy = true;
    void this.#handle(request).then((answer) => this.#answer(answer));
  };

  #answer(answer: Answer): void {
    this.#busy = false;
    if (this.#socket.destroyed) return;
    const last = this.#ended || !this.#around.accepting();
    this.#socket.write(messageOf(answer, last ? "connection: close\r\n" : this.#around.keepAlive));
    if (last) this.#socket.end();
    else if (this.#early.length > 0) this.#handOver(Buffer.concat(this.#early));
  }

  readonly #onEnd = () => {
    this.#ended = true;
    if (!this.#busy) this.#socket.end();
  };

  /** An answer that takes long is the router's to end; a reader that takes none of it for that long is gone. */
  readonly #onTimeout = () => {
    if (!this.#busy) this.close();
  };

  #handOver(received: Buffer): void {
    const socket = this.#socket;
    socket.setTimeout(0);
    socket.off("data", this.#onData).off("end", this.#onEnd).off("timeout", this.#onTimeout).off("error", ignore);
    socket.off("close", this.#around.onGone);
    this.#around.onGone();
    this.#around.handOver();
    socket.unshift(received);
    socket.resume();
  }
}

/** A connection that breaks is closed, and that is all there is to do. */
function ignore(): void {}

/** The request that a packet holds, all of it and nothing else; null where it is not plain. */
export function plainRequest(packet: Buffer, peer: string): Request | null {
  const headEnd = packet.indexOf("\r\n\r\n");
  if (headEnd === -1 || headEnd > HEAD_BYTES_MAX) return null;
  const [requestLine = "", ...fields] = packet.toString("latin1", 0, headEnd).split("\r\n");
  const path = REQUEST_LINE.exec(requestLine)?.[1];
  const headers = path === undefined ? null : plainHeaders(fields);
  if (path === undefined || headers === null || !headers.has("host")) return null;
  const length = headers.get("content-length") ?? "";
  if (!/^\d{1,6}$/.test(length) || Number(length) > REQUEST_BYTES_MAX) return null;
  const body = packet.subarray(headEnd + 4);
  if (body.length !== Number(length)) return null;
  return { method: "POST", path, search: "", peer, header: (name) => headers.get(name), body: () => body };
}

/** Each field once and none that frames the message; null otherwise. */
function plainHeaders(fields: readonly string[]): Map<string, string> | null {
  const headers = new Map<string, string>();
  for (const field of fields) {
    const [, given, value] = FIELD.exec(field) ?? [];
    if (given === undefined || value === undefined) return null;
    const name = given.toLowerCase();
    if (headers.has(name) || FRAMING.has(name)) return null;
    if (name === "connection" && value.toLowerCase() !== "keep-alive") return null;
    headers.set(name, value);
  }
  return headers;
}

/** `connection` are the fields that say how the connection goes on. */
function messageOf({ status, headers, body }: Answer, connection: string): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${fieldsOf(headers)}date: ${dateNow()}\r\n${connection}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Most answers share one object of headers. */
const written = new WeakMap<Answer["headers"], string>();

function fieldsOf(headers: Answer["headers"]): string {
  const known = written.get(headers);
  if (known !== undefined) return known;
  const fields = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  written.set(headers, fields);
  return fields;
}

let date = "";
let dateUntil = 0;

/** The date of an answer (RFC 9110 section 6.6.1), which changes by the second. */
function dateNow(): string {
  const now = Date.now();
  if (now >= dateUntil) {
    date = new Date(now).toUTCString();
    dateUntil = now - (now % 1000) + 1000;
  }
  return date;
}
