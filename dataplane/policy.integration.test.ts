import { createPrivateKey } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { auditEntries, policyRollouts } from "../drizzle/schema";
import { createDevelopmentCredential } from "../lib/admin/development-credentials/create";
import { listDevelopmentCredentials } from "../lib/admin/development-credentials/list";
import { revokeDevelopmentCredential } from "../lib/admin/development-credentials/revoke";
import type { Endpoint } from "../lib/admin/endpoint";
import { createOverride } from "../lib/admin/overrides/create";
import { listOverrides } from "../lib/admin/overrides/list";
import { activatePolicy } from "../lib/admin/policies/activate";
import { createPolicyVersion } from "../lib/admin/policies/create-version";
import { changeRollout } from "../lib/admin/rollouts/change";
import { endRollout } from "../lib/admin/rollouts/end";
import { getRollout } from "../lib/admin/rollouts/get";
import { startRollout } from "../lib/admin/rollouts/start";
import { stopRolloutsOutsideBand } from "../lib/admin/rollouts/stop-outside-band";
import { isAmongFirst } from "../lib/attestation/rollout";
import { thumbprint } from "../lib/attestation/thumbprint";
import { parseConfig } from "../lib/config";
import {
  createdDevelopmentCredentialSchema,
  developmentCredentialsSchema,
} from "../lib/contract/admin/development-credentials";
import { overridesSchema } from "../lib/contract/admin/overrides";
import { policyVersionSchema } from "../lib/contract/admin/policies";
import { type RolloutAnswer, rolloutSchema, rolloutStateSchema } from "../lib/contract/admin/rollouts";
import { DEVELOPMENT_TYP, type DevelopmentSecret, parseDevelopmentSecret } from "../lib/contract/development-secret";
import { STARTING_POLICY } from "../lib/contract/policy";
import { call, testServices, withApiKey } from "../lib/testing/console";
import { freePort } from "../scripts/ports.mjs";
import { configVersion } from "./snapshot";
import { attestationEvidence, type Device, enrolmentEvidence, makeDevice, signJws } from "./testing/device";
import { APP, registerApp } from "./testing/registration";
import { type RunningDataplane, runDataplane } from "./testing/running";
import { type RunningWorker, startWorker } from "./worker";

/** However busy the machine: how fast a change arrives is what the bench measures. */
const PATIENCE_MS = 30_000;

let dataplane: RunningDataplane;
let other: RunningWorker;
let otherUrl = "";
let appId = 0;
let headers: Record<string, string>;
let admin: ReturnType<typeof testServices>;

beforeAll(async () => {
  dataplane = await runDataplane();
  const port = await freePort();
  otherUrl = `http://127.0.0.1:${port}`;
  other = await startWorker(
    parseConfig({
      DATABASE_URL: dataplane.databaseUrl,
      ATTESTRY_DATA_DIR: dataplane.dataDir,
      DATAPLANE_PORT: String(port),
      DATAPLANE_HOST: "127.0.0.1",
      ATTESTRY_RATE_PER_ADDRESS: "1000000",
    }),
  );
  ({ appId } = await registerApp(dataplane));
  admin = testServices(dataplane.db);
  ({ headers } = await withApiKey(admin, "policy-owner"));
  await until(() => workers().every((worker) => worker.service.snapshot().apps.length > 0));
});
afterAll(async () => {
  await other.stop();
  await dataplane.stop();
});

const workers = () => [dataplane.worker, other];

const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: PATIENCE_MS, interval: 5 });

interface Phone {
  readonly device: Device;
  readonly credential: string;
  readonly instanceId: string;
}

async function enrolPhone(): Promise<Phone> {
  const device = makeDevice();
  const { body } = await dataplane.post("/v1/enrolments", {
    evidence: enrolmentEvidence(device, APP, await dataplane.challenge("enrolment")),
  });
  const hex = Buffer.from(String(body.instanceId), "base64").toString("hex");
  const instanceId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { device, credential: String(body.credential), instanceId };
}

/** Attests and gives back the event that it left. */
async function attestPhone({ device, credential }: Phone, claims: object = {}, url = dataplane.url) {
  const evidence = attestationEvidence(device, APP, await dataplane.challenge("attestation"), { ...claims });
  const response = await fetch(`${url}/v1/attestations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ credential, evidence }),
  });
  const { arc } = (await response.json()) as { arc: string };
  const { rows } = await dataplane.pool.query<{ outcome: number; policy_version_id: number }>(
    "SELECT outcome, policy_version_id FROM attestation_events WHERE arc = $1",
    [arc],
  );
  return rows[0] ?? { outcome: -1, policy_version_id: -1 };
}

async function ask(endpoint: Endpoint, params: Record<string, number>, body?: object) {
  const answer = await call(admin, endpoint, { headers, params, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: answer.body };
}

/** Writes a version that rejects emulators too, and gives back its number and row. */
async function writeStricter(): Promise<{ version: number; rowId: number }> {
  const { rows } = await dataplane.pool.query<{ newest: number }>(
    "SELECT max(version)::int AS newest FROM policy_versions WHERE app_id = $1",
    [appId],
  );
  const policy = { ...STARTING_POLICY, signals: { ...STARTING_POLICY.signals, emulator: "reject" } };
  const written = await ask(
    createPolicyVersion,
    { id: appId },
    { baseVersion: rows[0]?.newest, policy, reason: "test" },
  );
  const { version } = policyVersionSchema.parse(written.body);
  const stored = await dataplane.pool.query<{ id: number }>(
    "SELECT id FROM policy_versions WHERE app_id = $1 AND version = $2",
    [appId, version],
  );
  return { version, rowId: stored.rows[0]?.id ?? 0 };
}

const rollout = async (): Promise<RolloutAnswer> =>
  rolloutStateSchema.parse((await ask(getRollout, { id: appId })).body);

async function begin(body: object): Promise<{ revision: number }> {
  const answer = await ask(startRollout, { id: appId }, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return rolloutSchema.parse(answer.body);
}

const seenByAll = (version: number | null, mode: "shadow" | "enforce" | null) =>
  until(() =>
    workers().every((worker) => {
      const app = worker.service.snapshot().appById(appId);
      return (app?.rollout?.mode ?? null) === mode && (version === null || app?.policy?.version === version);
    }),
  );

describe("a policy change", () => {
  it("reaches every worker, and so does its rolling back", async () => {
    const phone = await enrolPhone();
    expect((await attestPhone(phone, { signals: ["emulator"] }, otherUrl)).outcome).toBe(1);
    const { version, rowId } = await writeStricter();
    const activated = await ask(activatePolicy, { id: appId, version }, { confirm: APP.app });
    expect(activated.status).toBe(200);
    await seenByAll(version, null);
    for (const url of [dataplane.url, otherUrl]) {
      const event = await attestPhone(phone, { signals: ["emulator"] }, url);
      expect(event).toEqual({ outcome: 0, policy_version_id: rowId });
    }
    await ask(activatePolicy, { id: appId, version: 1 }, {});
    await seenByAll(1, null);
    expect((await attestPhone(phone, { signals: ["emulator"] }, otherUrl)).outcome).toBe(1);
  });

  it("that newly rejects many live instances asks for the app's id, and says how many", async () => {
    const { version } = await writeStricter();
    for (const answer of [
      await ask(activatePolicy, { id: appId, version }, {}),
      await ask(startRollout, { id: appId }, { version, mode: "enforce", percent: 5 }),
    ]) {
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ error: "confirmation_required", fields: { confirm: `Type ${APP.app}.` } });
    }
    expect((await ask(activatePolicy, { id: appId, version }, { confirm: "something else" })).status).toBe(409);
  });
});

describe("a version in the shadow", () => {
  it("rejects nobody and counts what it would do, as attestations and as instances", async () => {
    const { version } = await writeStricter();
    const { revision } = await begin({ version, mode: "shadow" });
    await seenByAll(1, "shadow");
    const [clean, emulated] = [await enrolPhone(), await enrolPhone()];
    expect((await attestPhone(clean)).outcome).toBe(1);
    for (let count = 0; count < 3; count++)
      expect((await attestPhone(emulated, { signals: ["emulator"] })).outcome).toBe(1);
    expect((await rollout()).rollout?.shadow).toEqual({
      attestations: 4,
      rejected: { attestations: 3, instances: 1 },
      admitted: { attestations: 0, instances: 0 },
    });
    expect((await ask(changeRollout, { id: appId }, { revision, percent: 5 })).status).toBe(409);
    expect((await ask(endRollout, { id: appId }, { revision })).status).toBe(200);
    await seenByAll(1, null);
  });
});

describe("a rollout", () => {
  it("judges the same instances by the new version as long as it runs, and more as it grows", async () => {
    const { version, rowId } = await writeStricter();
    const { revision } = await begin({ version, mode: "enforce", percent: 30, confirm: APP.app });
    await seenByAll(1, "enforce");
    const phones = await Promise.all(Array.from({ length: 24 }, enrolPhone));
    const judgedBy = async () =>
      new Set(
        (await Promise.all(phones.map(async (phone) => ({ phone, event: await attestPhone(phone) }))))
          .filter(({ event }) => event.policy_version_id === rowId)
          .map(({ phone }) => phone.instanceId),
      );
    const first = await judgedBy();
    expect([...first].sort()).toEqual(
      phones
        .map(({ instanceId }) => instanceId)
        .filter((instanceId) => isAmongFirst(30, instanceId, rowId))
        .sort(),
    );
    expect(await judgedBy()).toEqual(first);

    await ask(changeRollout, { id: appId }, { revision, percent: 80 });
    await until(() => workers().every(({ service }) => service.snapshot().appById(appId)?.rollout?.percent === 80));
    const grown = await judgedBy();
    expect(grown.size).toBeGreaterThan(first.size);
    for (const instanceId of first) expect(grown).toContain(instanceId);

    expect((await ask(changeRollout, { id: appId }, { revision, percent: 5 })).body).toMatchObject({
      error: "conflict",
    });
    await ask(changeRollout, { id: appId }, { revision: revision + 1, state: "paused" });
    await seenByAll(1, null);
    expect((await judgedBy()).size).toBe(0);
    await ask(changeRollout, { id: appId }, { revision: revision + 2, state: "running" });
    await seenByAll(1, "enforce");
    expect(await judgedBy()).toEqual(grown);

    expect((await ask(startRollout, { id: appId }, { version, mode: "shadow" })).status).toBe(409);
    await ask(activatePolicy, { id: appId, version }, { confirm: APP.app });
    await seenByAll(version, null);
    expect((await judgedBy()).size).toBe(phones.length);
    expect((await rollout()).last).toMatchObject({ version, state: "completed" });
    await ask(activatePolicy, { id: appId, version: 1 }, {});
    await seenByAll(1, null);
  });

  it("stops by itself when the rejection rate leaves its band, once, and the audit says so", async () => {
    const { version, rowId } = await writeStricter();
    const band = { highest: 0.2 };
    await begin({ version, mode: "enforce", percent: 100, band, minimumAttestations: 6, confirm: APP.app });
    await seenByAll(1, "enforce");
    const phones = await Promise.all(Array.from({ length: 6 }, enrolPhone));
    for (const phone of phones.slice(0, 5)) await attestPhone(phone, { signals: ["emulator"] });
    // Five attestations say nothing yet, however they ended.
    expect(await stopRolloutsOutsideBand(dataplane.db, new Date())).toEqual([]);
    const [last] = phones.slice(5);
    if (last) await attestPhone(last);
    const guards = [
      stopRolloutsOutsideBand(dataplane.db, new Date()),
      stopRolloutsOutsideBand(dataplane.db, new Date()),
    ];
    expect((await Promise.all(guards)).flat()).toHaveLength(1);
    await seenByAll(1, null);

    const [row] = await dataplane.db.select().from(policyRollouts).where(eq(policyRollouts.state, "stopped"));
    expect(row).toMatchObject({ changedBy: "rollout guard", endedAt: null });
    expect(row?.stopReason).toContain("5 of 6 attestations were rejected within 10 min: 83.33 %, above 20 %.");
    const [entry] = await dataplane.db.select().from(auditEntries).where(eq(auditEntries.action, "rollout.stop"));
    expect(entry).toMatchObject({ actorKind: "system", after: { state: "stopped" } });
    expect((await rollout()).rollout).toMatchObject({ state: "stopped", judged: { attestations: 6, rejected: 5 } });

    // Whoever goes on has seen that rate; only what comes from here on counts.
    const { revision } = (await rollout()).rollout ?? { revision: 0 };
    expect((await ask(changeRollout, { id: appId }, { revision, state: "running" })).status).toBe(200);
    expect((await rollout()).rollout?.stopReason).toBeNull();
    const minuteMs = 60_000;
    const resumed = Date.now();
    for (const later of [0, minuteMs, 5 * minuteMs]) {
      expect(await stopRolloutsOutsideBand(dataplane.db, new Date(resumed + later))).toEqual([]);
    }
    // The same attestations ten minutes later count again.
    await seenByAll(1, "enforce");
    await dataplane.pool.query(
      "UPDATE rollup_minutes SET bucket = bucket + interval '10 minutes' WHERE policy_version_id = $1",
      [rowId],
    );
    const again = await stopRolloutsOutsideBand(dataplane.db, new Date(resumed + 10 * minuteMs));
    expect(again).toHaveLength(1);
    await ask(endRollout, { id: appId }, { revision: revision + 2 });
    await seenByAll(1, null);
  });
});

describe("an override", () => {
  it("counts how often it decided, and can name the instance that attested last", async () => {
    const phone = await enrolPhone();
    await attestPhone(phone);
    const answer = await ask(
      createOverride,
      {},
      {
        ...{ instanceId: "latest", appId, kind: "force-pass", reason: "tester" },
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    );
    expect(answer.body).toMatchObject({ instanceId: phone.instanceId, uses: 0 });
    await until(() =>
      workers().every(({ service }) => service.snapshot().override(phone.instanceId, new Date()) !== null),
    );
    expect((await attestPhone(phone, { signals: ["root"] })).outcome).toBe(1);
    expect((await attestPhone(phone, { signals: ["root"] }, otherUrl)).outcome).toBe(1);
    const { overrides } = overridesSchema.parse((await ask(listOverrides, {})).body);
    expect(overrides[0]).toMatchObject({ instanceId: phone.instanceId, uses: 2 });
    expect(overrides[0]?.lastUsedAt).not.toBeNull();
  });

  it("names no instance where none has attested, and none without its app", async () => {
    for (const body of [{ appId: 999_999 }, {}]) {
      const answer = await ask(createOverride, {}, { instanceId: "latest", kind: "ban", reason: "test", ...body });
      expect(answer.status).toBe(400);
    }
  });
});

describe("a development credential", () => {
  const DEBUG = { ...APP, signer: "d".repeat(64) };

  async function makeCredential(extra: object = {}) {
    const body = { name: "CI", purpose: "ci", expiresAt: soon(), ...extra };
    const answer = await ask(createDevelopmentCredential, { id: appId }, body);
    const { credential, secret } = createdDevelopmentCredentialSchema.parse(answer.body);
    const parsed = parseDevelopmentSecret(secret);
    if (parsed === null) throw new Error("the secret does not parse");
    const raised = await configVersion(dataplane.db);
    await until(() => workers().every(({ service }) => service.snapshot().version >= raised));
    return { credential, secret: parsed };
  }

  const soon = () => new Date(Date.now() + 3_600_000).toISOString();

  function tokenOf(secret: DevelopmentSecret, device: Device, over: object = {}) {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { aud: APP.app, jkt: thumbprint(device.publicJwk), iat: seconds, exp: seconds + 300, ...over };
    const key = createPrivateKey({ key: secret.jwk, format: "jwk" });
    return signJws(key, DEVELOPMENT_TYP, claims, { alg: "ES256", typ: DEVELOPMENT_TYP, kid: secret.id });
  }

  async function enrolWith(token: (device: Device) => string, self: typeof APP | typeof DEBUG) {
    const device = makeDevice();
    const evidence = enrolmentEvidence(device, self, await dataplane.challenge("enrolment"), {
      development_token: token(device),
    });
    const { status, body } = await dataplane.post("/v1/enrolments", { evidence });
    return { status, error: body.error, device, credential: String(body.credential) };
  }

  async function attestAs(self: typeof APP | typeof DEBUG, phone: { device: Device; credential: string }) {
    const evidence = attestationEvidence(phone.device, self, await dataplane.challenge("attestation"), {
      signals: ["emulator", "debugger"],
    });
    const { body } = await dataplane.post("/v1/attestations", { credential: phone.credential, evidence });
    const { rows } = await dataplane.pool.query<{ outcome: number; test: boolean }>(
      "SELECT e.outcome, f.test FROM attestation_events e JOIN facets f ON f.id = e.facet_id WHERE arc = $1",
      [body.arc],
    );
    return rows[0];
  }

  it("lets an unreleased build pass as test traffic, counts it, and no longer once it is revoked", async () => {
    const { credential, secret } = await makeCredential();
    const phone = await enrolWith((device) => tokenOf(secret, device), DEBUG);
    expect(phone.status).toBe(200);
    expect(await attestAs(DEBUG, phone)).toEqual({ outcome: 1, test: true });
    const listed = await ask(listDevelopmentCredentials, { id: appId });
    const { credentials } = developmentCredentialsSchema.parse(listed.body);
    expect(credentials[0]).toMatchObject({ id: credential.id, uses: 2 });

    await ask(revokeDevelopmentCredential, { id: credential.id });
    await until(() =>
      workers().every(({ service }) => service.snapshot().developmentCredential(secret.id, new Date()) === null),
    );
    expect(await attestAs(DEBUG, phone)).toEqual({ outcome: 0, test: true });
    expect(await enrolWith((device) => tokenOf(secret, device), DEBUG)).toMatchObject({
      ...{ status: 403, error: "development_credential_revoked" },
    });
  });

  it("says that it has expired to who has its key, and to nobody else", async () => {
    const { credential, secret } = await makeCredential();
    const stranger = (await makeCredential()).secret;
    await dataplane.pool.query("UPDATE development_credentials SET expires_at = now() WHERE id = $1", [credential.id]);
    await until(() =>
      workers().every(({ service }) => service.snapshot().developmentCredential(secret.id, new Date()) === null),
    );
    expect(await enrolWith((device) => tokenOf(secret, device), DEBUG)).toMatchObject({
      ...{ status: 403, error: "development_credential_expired" },
    });
    const forged: DevelopmentSecret = { id: secret.id, jwk: stranger.jwk };
    expect(await enrolWith((device) => tokenOf(forged, device), DEBUG)).toMatchObject({
      ...{ status: 401, error: "invalid_token" },
    });
  });

  it("enrols as many installations as it may, however many try at once, and those go on attesting", async () => {
    const { secret } = await makeCredential({ usesMax: 3 });
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => enrolWith((device) => tokenOf(secret, device), DEBUG)),
    );
    const enrolled = tries.filter(({ status }) => status === 200);
    expect(enrolled).toHaveLength(3);
    for (const { error } of tries.filter(({ status }) => status !== 200)) {
      expect(error).toBe("development_credential_used_up");
    }
    for (const phone of enrolled) expect(await attestAs(DEBUG, phone)).toEqual({ outcome: 1, test: true });
    const { credentials } = developmentCredentialsSchema.parse(
      (await ask(listDevelopmentCredentials, { id: appId })).body,
    );
    expect(credentials[0]).toMatchObject({ usesMax: 3, usesLeft: 0, uses: 6 });
  });

  it("that is refused for its own evidence uses up nothing", async () => {
    const { secret } = await makeCredential({ usesMax: 1 });
    const old = Math.floor(Date.now() / 1000) - 3600;
    expect((await enrolWith((device) => tokenOf(secret, device, { iat: old, exp: old + 300 }), DEBUG)).status).toBe(
      401,
    );
    expect((await enrolWith((device) => tokenOf(secret, device), DEBUG)).status).toBe(200);
    const answer = await ask(createDevelopmentCredential, { id: appId }, { name: "x", expiresAt: soon(), usesMax: 0 });
    expect(answer.body).toMatchObject({ error: "invalid_request", fields: { usesMax: "At least 1." } });
  });

  it("says nothing for a released build", async () => {
    const { secret } = await makeCredential();
    const phone = await enrolWith((device) => tokenOf(secret, device), APP);
    expect(await attestAs(APP, phone)).toEqual({ outcome: 0, test: true });
  });

  it("is refused for another key, another app, another time and another signer", async () => {
    const { secret } = await makeCredential();
    const stranger = makeDevice();
    const old = Math.floor(Date.now() / 1000) - 3600;
    const forged: DevelopmentSecret = { id: secret.id, jwk: (await makeCredential()).secret.jwk };
    for (const token of [
      () => tokenOf(secret, stranger),
      (device: Device) => tokenOf(secret, device, { aud: "com.example.other" }),
      (device: Device) => tokenOf(secret, device, { iat: old, exp: old + 300 }),
      (device: Device) => tokenOf(secret, device, { exp: Math.floor(Date.now() / 1000) + 86_400 }),
      (device: Device) => tokenOf(forged, device),
    ]) {
      expect((await enrolWith(token, DEBUG)).status).toBe(401);
    }
  });
});
