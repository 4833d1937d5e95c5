import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../lib/testing/random";
import { type Answer, errorAnswer, type Handler, json, type Request } from "./message";
import { serveByNode } from "./node";
import { type PlainFront, plainRequest, servePlainly } from "./plain";

const SEED = 20_261_128;
const MUTATIONS = 1500;

/** Says what it understood, so that two servers that understood different things say different things. */
const echo: Handler = (request) => understood(request).catch(errorAnswer);

async function understood(request: Request): Promise<Answer> {
  const body = await request.body();
  const { method, path, search } = request;
  const headers = ["content-type", "origin", "x-forwarded-for", "connection"].map((name) => request.header(name));
  return json(200, { method, path, search, headers, body: body.toString("latin1") });
}

let byNode: Server;
let fronted: Server;
let front: PlainFront;
let accepting = true;

beforeAll(async () => {
  byNode = createServer(serveByNode(echo, () => accepting));
  fronted = createServer(serveByNode(echo, () => accepting));
  front = servePlainly(fronted, echo, { accepting: () => accepting, idleMs: 60_000 });
  for (const server of [byNode, fronted]) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(async () => {
  front.closeAll();
  for (const server of [byNode, fronted]) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** How long a packet that gets no answer is waited for: what follows on its heels may be read together with it. */
const UNANSWERED_MS = 250;

/** Sends packets one after the other on a connection of their own; everything that comes back until it is closed. */
function exchange(
  server: Server,
  packets: readonly (string | Buffer)[],
  { end = true, waitMs = UNANSWERED_MS }: { end?: boolean; waitMs?: number } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", noDelay: true });
    let received = "";
    let answered = () => {};
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      received += text;
      answered();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      answered();
      resolve(received);
    });
    void (async () => {
      for (const packet of packets) {
        socket.write(packet);
        await new Promise<void>((next) => {
          const timer = setTimeout(next, waitMs);
          answered = () => {
            clearTimeout(timer);
            next();
          };
        });
      }
      if (end) socket.end();
    })();
  });
}

/** An answer without what a server may word as it likes. */
function comparable(answers: string): string {
  return answers.replace(/^(date|connection|keep-alive): .*\r\n/gim, "");
}

const post = (body: string, fields = "content-type: application/json\r\n") =>
  `POST /v1/challenges HTTP/1.1\r\nhost: api.example\r\n${fields}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const LAST = "GET /last?a=b HTTP/1.1\r\nhost: api.example\r\nconnection: close\r\n\r\n";

const FORMS: Readonly<Record<string, readonly string[]>> = {
  "a plain request": [post('{"a":1}')],
  "several on one connection": [post("{}"), post('{"b":2}'), post("")],
  "two in one packet": [post("{}") + post('{"b":2}')],
  "one and a half in one packet": [post("{}") + post('{"b":2}').slice(0, 60), post('{"b":2}').slice(60)],
  "a head in two packets": [post("{}").slice(0, 30), post("{}").slice(30)],
  "a body in two packets": [post('{"abc":1}').slice(0, -4), post('{"abc":1}').slice(-4)],
  "a body in chunks": [
    "POST /x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    post("{}"),
  ],
  "length and chunks both": [
    "POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
  ],
  "two lengths": ["POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} "],
  "a length with a sign": ["POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: +2\r\n\r\n{}"],
  "no host": ["POST /x HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}"],
  "no length": ["POST /x HTTP/1.1\r\nhost: a\r\n\r\n"],
  "a folded field": ["POST /x HTTP/1.1\r\nhost: a\r\norigin: a\r\n b\r\ncontent-length: 2\r\n\r\n{}"],
  "a space before a colon": ["POST /x HTTP/1.1\r\nhost: a\r\norigin : b\r\ncontent-length: 2\r\n\r\n{}"],
  "lines that end in LF alone": ["POST /x HTTP/1.1\nhost: a\ncontent-length: 2\n\n{}"],
  "a field of other bytes": [post("{}", "origin: caf\u00e9\r\n")],
  "the wish to close": [post("{}", "connection: close\r\n")],
  "the wish to go on": [post("{}", "Connection: Keep-Alive\r\n"), post("{}")],
  "a field twice": [post("{}", "x-forwarded-for: 1.1.1.1\r\nx-forwarded-for: 2.2.2.2\r\n")],
  "an empty field": [post("{}", "origin:\r\n")],
  "spaces around a value": [post("{}", "origin:   a b  \r\n")],
  "HTTP/1.0": ["POST /x HTTP/1.0\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"],
  "an absolute target": ["POST http://a/x?y=z HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"],
  "a query": ["POST /x?y=z HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"],
  "another method": ["GET /x HTTP/1.1\r\nhost: a\r\n\r\n"],
  "a body that is expected to be asked for": [post("{}", "expect: 100-continue\r\n")],
  "a body of other bytes": [post('{"\u00e4":"\u{1f600}"}')],
  "no HTTP at all": ["\u0016\u0003\u0001\u0002\u0000"],
};

describe("the short way says what node:http says", () => {
  it.each(Object.entries(FORMS))("of %s", async (_, packets) => {
    const [expected, given] = await Promise.all(
      [byNode, fronted].map((server) => exchange(server, [...packets, LAST])),
    );
    expect(comparable(given ?? "")).toBe(comparable(expected ?? ""));
  });

  it(`of ${MUTATIONS} damaged requests`, { timeout: 60_000 }, async () => {
    const random = seeded(SEED);
    const whole = Object.values(FORMS).flat();
    const damaged = Array.from({ length: MUTATIONS }, () => mutate(whole, random));
    const queue = damaged.values();
    const differing: unknown[] = [];
    const worker = async () => {
      for (const bytes of queue) {
        const [expected, given] = await Promise.all([byNode, fronted].map((server) => exchange(server, [bytes, LAST])));
        if (comparable(given ?? "") !== comparable(expected ?? ""))
          differing.push({ sent: bytes.toString("latin1"), expected, given });
      }
    };
    await Promise.all(Array.from({ length: 25 }, worker));
    expect(differing).toEqual([]);
  });
});

it("the short way is taken where a request is plain, and by nothing else", () => {
  const isPlain = (text: string) => plainRequest(Buffer.from(text), "::1") !== null;
  const plain = Object.entries(FORMS).filter(([, packets]) => packets.every(isPlain));
  expect(plain.map(([form]) => form)).toEqual([
    "a plain request",
    "several on one connection",
    "the wish to go on",
    "an empty field",
    "a body of other bytes",
  ]);
});

it("what comes before the answer is sent is answered after it", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: Handler = async (request) => {
    if (request.path === "/v1/challenges") await held;
    return echo(request);
  };
  const server = createServer(serveByNode(slow, () => true));
  servePlainly(server, slow, { accepting: () => true, idleMs: 60_000 });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const answers = exchange(
    server,
    [post('{"first":1}'), `${post('{"second":2}').slice(0, 40)}`, post('{"second":2}').slice(40), LAST],
    { end: false, waitMs: 4 },
  );
  setTimeout(release, 60);
  const received = await answers;
  expect(received.match(/first|second|last/g)).toEqual(["first", "second", "last"]);
  await new Promise((done) => server.close(done));
});

it("a connection that rests too long is closed, and one that waits for its answer is not", async () => {
  const slow: Handler = async (request) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return echo(request);
  };
  const server = createServer(serveByNode(slow, () => true));
  servePlainly(server, slow, { accepting: () => true, idleMs: 50 });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  expect(await exchange(server, [post("{}")], { end: false })).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(await exchange(server, [], { end: false })).toBe("");
  await new Promise((done) => server.close(done));
});

it("a worker that is about to go answers and closes", async () => {
  accepting = false;
  const answer = await exchange(fronted, [post("{}")], { end: false });
  accepting = true;
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toMatch(/^connection: close\r$/m);
});

const SPLICES = [
  "\r\n",
  "\n",
  "\r",
  ":",
  " ",
  "\t",
  "\u0000",
  "content-length: 1\r\n",
  "transfer-encoding: chunked\r\n",
  ",",
];

/** One of the requests with bytes flipped, cut out, doubled or put in. */
function mutate(whole: readonly string[], random: () => number): Buffer {
  const pick = (count: number) => Math.floor(random() * count);
  const bytes = Buffer.from(whole[pick(whole.length)] ?? "", "latin1");
  const at = pick(bytes.length);
  const kind = pick(4);
  if (kind === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(6))]);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - pick(20)))]);
  if (kind === 2)
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(SPLICES[pick(SPLICES.length)] ?? "", "latin1"),
      bytes.subarray(at),
    ]);
  bytes[at] = pick(256);
  return bytes;
}
