import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";

const dataplane = await runDataplane();
afterAll(() => dataplane.worker.stop());
const { appId } = await registerApp(dataplane, { policy: { signals: { root: "reject" } } });
const admin = await secretsAdmin(dataplane);
const folder = mkdtempSync(join(tmpdir(), "attestry-memory-"));
const program = join(folder, "phone.mjs");
afterAll(() => rmSync(folder, { recursive: true }));

/** A third party's API that accepts the real key only, and answers when it is let. */
const realKey = `key-${crypto.randomUUID()}`;
const asked: string[] = [];
let release = () => undefined as unknown;
const api = createServer((req, res) => {
  const key = new URL(req.url ?? "/", "http://api").searchParams.get("key") ?? "";
  asked.push(key);
  release = () => res.writeHead(key === realKey ? 200 : 403).end();
});
let domain = "";

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "../testing/phone-process.ts")],
    outfile: program,
    ...{ bundle: true, platform: "node", format: "esm", logLevel: "silent" },
    alias: { "@attestry/sdk": join(import.meta.dirname, "../../sdk/index.ts") },
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const address = api.address();
  domain = `localhost:${typeof address === "object" ? address?.port : ""}`;
  await admin.create("guarded", realKey, appId, { domains: [domain] });
});
afterAll(() => void api.close());

/** Starts a phone and waits until its request has arrived at the third party, which has not answered yet. */
async function phoneAtTheDoor(rooted: boolean): Promise<ChildProcessWithoutNullStreams> {
  const before = asked.length;
  const options = { url: dataplane.url, rooted, target: `http://${domain}/tile?key=guarded` };
  const phone = spawn(process.execPath, [program, JSON.stringify(options)]);
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBe(before + 1);
  return phone;
}

async function answered(phone: ChildProcessWithoutNullStreams): Promise<number> {
  const said = once(phone.stdout, "data");
  release();
  return Number(String((await said)[0]));
}

async function ended(phone: ChildProcessWithoutNullStreams): Promise<void> {
  const exited = once(phone, "exit");
  phone.stdin.end();
  await exited;
}

const PIECE_BYTES = 16 * 1024 * 1024;

/** Whether any readable and writable page of a process holds one of the byte strings. */
function holds(pid: number, needles: readonly Buffer[]): boolean {
  const memory = openSync(`/proc/${pid}/mem`, "r");
  const overlap = Math.max(...needles.map(({ length }) => length));
  const piece = Buffer.alloc(PIECE_BYTES + overlap);
  try {
    return writableRanges(pid).some(([from, to]) => {
      for (let at = from; at < to; at += PIECE_BYTES) {
        const length = readSomeOf(memory, piece, at, Math.min(piece.length, to - at));
        if (needles.some((needle) => piece.subarray(0, length).includes(needle))) return true;
      }
      return false;
    });
  } finally {
    closeSync(memory);
  }
}

function writableRanges(pid: number): [from: number, to: number][] {
  const lines = readFileSync(`/proc/${pid}/maps`, "utf8").split("\n");
  return lines.flatMap((line) => {
    const [, from = "", to = ""] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    return from === "" ? [] : [[Number.parseInt(from, 16), Number.parseInt(to, 16)] as [number, number]];
  });
}

/** Pages that were mapped but are not there, or special ones, can't be read. */
function readSomeOf(memory: number, into: Buffer, at: number, length: number): number {
  try {
    return readSync(memory, into, 0, length, at);
  } catch {
    return 0;
  }
}

/** The forms in which the key could lie in memory. */
const NEEDLES = [
  Buffer.from(realKey),
  Buffer.from(realKey, "utf16le"),
  Buffer.from(Buffer.from(realKey).toString("base64").replace(/=+$/, "")),
  Buffer.from(Buffer.from(realKey).toString("hex")),
];

describe.runIf(process.platform === "linux")("the memory of an app", () => {
  it("that passes holds the key while its request is under way: the search finds what is there", async () => {
    const phone = await phoneAtTheDoor(false);
    expect(asked.at(-1)).toBe(realKey);
    expect(holds(phone.pid ?? 0, NEEDLES)).toBe(true);
    expect(await answered(phone)).toBe(200);
    await ended(phone);
  });

  it("on a compromised phone holds it nowhere, before the answer and after", async () => {
    const phone = await phoneAtTheDoor(true);
    expect(asked.at(-1)).toBe("guarded");
    expect(holds(phone.pid ?? 0, NEEDLES)).toBe(false);
    // What it did get is there: the name that stands for the key.
    expect(holds(phone.pid ?? 0, [Buffer.from("key=guarded")])).toBe(true);
    expect(await answered(phone)).toBe(403);
    expect(holds(phone.pid ?? 0, NEEDLES)).toBe(false);
    await ended(phone);
  });
});
