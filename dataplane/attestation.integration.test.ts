import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attestationEvidence, enrolmentEvidence, makeDevice } from "./testing/device";
import { APP, registerApp } from "./testing/registration";
import { type RunningDataplane, runDataplane } from "./testing/running";

let dataplane: RunningDataplane;
let secret: Buffer;

beforeAll(async () => {
  dataplane = await runDataplane();
  ({ secret } = await registerApp(dataplane));
  await dataplane.settled();
});
afterAll(() => dataplane.stop());

async function enrolled() {
  const device = makeDevice();
  const { body, status } = await dataplane.post("/v1/enrolments", {
    evidence: enrolmentEvidence(device, APP, await dataplane.challenge("enrolment")),
  });
  expect(status).toBe(200);
  return { device, credential: String(body.credential), instanceId: String(body.instanceId) };
}

async function attestWith(claims: Record<string, unknown>) {
  const { device, credential } = await enrolled();
  const evidence = attestationEvidence(device, APP, await dataplane.challenge("attestation"), claims);
  const request = { credential, evidence };
  return { request, ...(await dataplane.post("/v1/attestations", request)) };
}

function verifies(token: string): boolean {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url") === signature;
}

function tokenOf(body: Record<string, unknown>): string {
  const [first] = body.tokens as { token: string }[];
  return first?.token ?? "";
}

async function eventOf(arc: unknown) {
  const { rows } = await dataplane.pool.query("SELECT * FROM attestation_events WHERE arc = $1", [arc]);
  return rows[0];
}

describe("an attestation over HTTP", () => {
  it("of a clean device gets a token that its API accepts, and leaves one passing event", async () => {
    const { status, body } = await attestWith({});
    expect(status).toBe(200);
    expect(verifies(tokenOf(body))).toBe(true);
    expect(await eventOf(body.arc)).toMatchObject({ kind: 2, outcome: 1, reasons: 0 });
  });

  it("of a hooked device gets a decoy of the same size that no API accepts, and no reason", async () => {
    const clean = tokenOf((await attestWith({})).body);
    const { status, body } = await attestWith({ signals: ["hook-framework"] });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["arc", "tokens"]);
    expect(tokenOf(body).length).toBe(clean.length);
    expect(verifies(tokenOf(body))).toBe(false);
    expect(await eventOf(body.arc)).toMatchObject({ outcome: 0, first_reason: 2 });
  });

  it("presented twice gives one passing event and no second token", async () => {
    const first = await attestWith({});
    const second = await dataplane.post("/v1/attestations", first.request);
    expect(second.status).toBe(400);
    expect(second.body.error).toBe("use_attestation_challenge");
    const event = await eventOf(first.body.arc);
    const { rows } = await dataplane.pool.query(
      "SELECT outcome, first_reason FROM attestation_events WHERE instance_id = $1 AND kind = 2 ORDER BY ts",
      [event.instance_id],
    );
    expect(rows).toEqual([
      { outcome: 1, first_reason: -1 },
      { outcome: 0, first_reason: 23 },
    ]);
  });

  it("presented fifty times at once gives exactly one pass", async () => {
    const { device, credential } = await enrolled();
    const request = {
      credential,
      evidence: attestationEvidence(device, APP, await dataplane.challenge("attestation")),
    };
    const answers = await Promise.all(Array.from({ length: 50 }, () => dataplane.post("/v1/attestations", request)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("signed by another key than the enrolled one is refused as unauthenticated", async () => {
    const { credential } = await enrolled();
    const evidence = attestationEvidence(makeDevice(), APP, await dataplane.challenge("attestation"));
    const { status, body } = await dataplane.post("/v1/attestations", { credential, evidence });
    expect([status, body.error]).toEqual([401, "invalid_token"]);
  });

  it("with a challenge for another purpose is refused", async () => {
    const { device, credential } = await enrolled();
    const evidence = attestationEvidence(device, APP, await dataplane.challenge("enrolment"));
    const { status, body } = await dataplane.post("/v1/attestations", { credential, evidence });
    expect([status, body.error]).toEqual([400, "use_attestation_challenge"]);
  });

  it("adds up: events, minute rollup and active instances tell the same numbers", async () => {
    const { rows } = await dataplane.pool.query(`
      SELECT (SELECT count(*)::int FROM attestation_events) AS events, (SELECT sum(n)::int FROM rollup_minutes) AS rolled,
        (SELECT count(DISTINCT instance_id)::int FROM attestation_events WHERE kind = 2) AS instances,
        (SELECT count(DISTINCT instance_id)::int FROM instance_hours) AS active`);
    expect(rows[0].events).toBeGreaterThan(50);
    expect(rows[0].rolled).toBe(rows[0].events);
    expect(rows[0].active).toBe(rows[0].instances);
  });
});

describe("requests that never reach the verifier", () => {
  it.each([
    ["not JSON", "{", 400, "invalid_request"],
    ["nested a hundred deep", `${"[".repeat(100)}${"]".repeat(100)}`, 400, "invalid_request"],
    ["wrongly typed", { credential: 1, evidence: [] }, 400, "invalid_request"],
    ["too large", JSON.stringify({ credential: "x".repeat(200_000) }), 413, "content_too_large"],
  ])("%s: the right 4xx, and one event each", async (_title, body, status, code) => {
    const before = await count();
    const answer = await dataplane.post("/v1/attestations", body).catch(() => null);
    if (answer !== null) expect([answer.status, answer.body.error]).toEqual([status, code]);
    expect(await count()).toBe(before + 1);
  });

  async function count() {
    const { rows } = await dataplane.pool.query("SELECT count(*)::int AS n FROM attestation_events");
    return rows[0].n;
  }
});

describe("an enrolment over HTTP", () => {
  it("with a test key of another deployment is refused and counts as nobody's test traffic", async () => {
    const evidence = enrolmentEvidence(makeDevice(), APP, await dataplane.challenge("enrolment"), {
      test_key: "attestry-test-other",
    });
    const { status, body } = await dataplane.post("/v1/enrolments", { evidence });
    expect([status, body.error]).toEqual([401, "invalid_token"]);
  });

  it("of a key that is enrolled already is refused", async () => {
    const device = makeDevice();
    const enrolWith = async () =>
      dataplane.post("/v1/enrolments", {
        evidence: enrolmentEvidence(device, APP, await dataplane.challenge("enrolment")),
      });
    expect((await enrolWith()).status).toBe(200);
    expect((await enrolWith()).status).toBe(400);
  });

  it("signed by another key than the one it names is refused", async () => {
    const [one, other] = [makeDevice(), makeDevice()];
    const evidence = enrolmentEvidence(one, APP, await dataplane.challenge("enrolment"), {
      cnf: { jwk: other.publicJwk },
    });
    expect((await dataplane.post("/v1/enrolments", { evidence })).status).toBe(401);
  });
});
