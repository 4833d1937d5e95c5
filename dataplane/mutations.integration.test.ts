import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seeded } from "../lib/testing/random";
import { attestationEvidence, enrolmentEvidence, makeDevice, signJws } from "./testing/device";
import { APP, registerApp } from "./testing/registration";
import { type RunningDataplane, runDataplane } from "./testing/running";

const REQUESTS = 20_000;
const CONCURRENCY = 40;
const SEED = 20_261_122;

let dataplane: RunningDataplane;

beforeAll(async () => {
  dataplane = await runDataplane();
  await registerApp(dataplane);
  await dataplane.settled();
});
afterAll(() => dataplane.stop());

/** Sends bytes as they are, on kept connections; answers the status, or 0 when the server closed the connection. */
function send(path: string, body: Buffer, type: string): Promise<number> {
  return new Promise((resolve) => {
    const req = httpRequest(dataplane.url + path, {
      method: "POST",
      headers: { "content-type": type, "content-length": body.length },
    });
    req.on("response", (res) => {
      res.resume();
      res.on("end", () => resolve(res.statusCode ?? 0));
    });
    req.on("error", () => resolve(0));
    req.end(body);
  });
}

function corpus(credential: string, challenge: string) {
  const device = makeDevice();
  const attestation = {
    credential,
    evidence: attestationEvidence(device, APP, challenge, { signals: ["root"], binding: `${"A".repeat(43)}=` }),
  };
  const unsigned = { credential, evidence: signJws(device.privateKey, "x", { signals: [] }, { alg: "none" }) };
  return [
    ["/v1/attestations", attestation],
    ["/v1/attestations", unsigned],
    ["/v1/enrolments", { evidence: enrolmentEvidence(device, APP, challenge) }],
    ["/v1/challenges", { app: APP.app, platform: APP.platform, purpose: "attestation" }],
  ] as const;
}

const POISON = [
  "null",
  "true",
  "-1",
  "1e999",
  '"\\u0000"',
  "[]",
  "{}",
  '{"__proto__":{"a":1}}',
  `"${"A".repeat(5000)}"`,
  '"\\ud800"',
  "0.1",
];

/** Damages a JSON text: bytes flipped, cut, doubled, members replaced by values of other types. */
function mutate(json: string, random: () => number): Buffer {
  const pick = (count: number) => Math.floor(random() * count);
  const kind = pick(6);
  if (kind === 0) return Buffer.from(json.slice(0, pick(json.length)));
  if (kind === 1) {
    const members = [...json.matchAll(/:("(?:[^"\\]|\\.)*"|\[[^\]]*\])/g)];
    const member = members[pick(members.length)];
    if (member !== undefined) {
      const at = (member.index ?? 0) + 1;
      return Buffer.from(
        json.slice(0, at) + (POISON[pick(POISON.length)] ?? "") + json.slice(at + member[0].length - 1),
      );
    }
  }
  if (kind === 2) return Buffer.from(json + json);
  if (kind === 3) return Buffer.from("[".repeat(pick(3000)) + json);
  const bytes = Buffer.from(json);
  for (let flips = 1 + pick(8); flips > 0; flips--) bytes[pick(bytes.length)] = pick(256);
  return bytes;
}

it(`answers ${REQUESTS.toLocaleString("en")} mutated requests with no 5xx, no crash, no growth, and one event each`, {
  timeout: 300_000,
}, async () => {
  const random = seeded(SEED);
  const { body } = await dataplane.post("/v1/enrolments", {
    evidence: enrolmentEvidence(makeDevice(), APP, await dataplane.challenge("enrolment")),
  });
  const challenge = await dataplane.challenge("attestation");
  const valid = corpus(String(body.credential), challenge).map(
    ([path, value]) => [path, JSON.stringify(value)] as const,
  );
  const before = await count();
  const statuses = new Map<number, number>();
  const heapAt: number[] = [];
  let sent = 0;
  let attempts = 0;
  const worker = async () => {
    while (sent < REQUESTS) {
      sent++;
      const [path, json] = valid[Math.floor(random() * valid.length)] ?? ["/v1/attestations", "{}"];
      const type = random() < 0.02 ? "text/plain" : "application/json";
      const status = await send(path, mutate(json, random), type);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (!(path === "/v1/challenges" && status === 200) && status !== 0) attempts++;
      if (sent % 5000 === 0) {
        globalThis.gc?.();
        heapAt.push(process.memoryUsage().heapUsed);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));

  const serverErrors = [...statuses].filter(([status]) => status >= 500 || status === 0);
  expect(serverErrors).toEqual([]);
  expect(statuses.get(400) ?? 0).toBeGreaterThan(REQUESTS / 2);
  expect(await count()).toBe(before + attempts);
  const [first = 0, last = 0] = [heapAt.at(0), heapAt.at(-1)];
  expect(last - first).toBeLessThan(100 * 1024 * 1024);
  const { rows } = await dataplane.pool.query(
    "SELECT count(*)::int AS n FROM attestation_events WHERE outcome = 1 AND kind = 2",
  );
  expect(rows[0].n).toBe(0);
});

async function count(): Promise<number> {
  const { rows } = await dataplane.pool.query("SELECT count(*)::int AS n FROM attestation_events");
  return rows[0].n;
}
