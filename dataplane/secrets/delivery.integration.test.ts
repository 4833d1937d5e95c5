import { createServer } from "node:http";
import { eq } from "drizzle-orm";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, describe, expect, it, vi } from "vitest";
import { secretHoldings, secretRetiredUses, secretVersions } from "../../drizzle/schema";
import { getSecretAdoption } from "../../lib/admin/secrets/adoption";
import { getSecretAttention } from "../../lib/admin/secrets/attention";
import { deleteSecret } from "../../lib/admin/secrets/delete";
import { getSecret } from "../../lib/admin/secrets/get";
import { revokeSecretVersion } from "../../lib/admin/secrets/revoke-version";
import { secretAdoptionSchema, secretSchema } from "../../lib/contract/admin/secrets";
import { call } from "../../lib/testing/console";
import { createAttestry } from "../../sdk/attestry";
import type { AttestryOptions } from "../../sdk/options";
import { portOf } from "../../sdk/testing/service";
import { fetchTransport } from "../../sdk/transport";
import { APP, registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";
import { noteLastDeliveries, sampleAdoption } from "./upkeep";

// Everything the processes under test write: no secret may ever be in it.
const logged: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => logged.push(String(text)) > 0);
vi.spyOn(process.stderr, "write").mockImplementation((text) => logged.push(String(text)) > 0);
afterAll(() => void vi.restoreAllMocks());

const dataplane = await runDataplane();
afterAll(() => dataplane.worker.stop());
const { appId } = await registerApp(dataplane, { policy: { signals: { root: "reject" } } });
const admin = await secretsAdmin(dataplane);

/** A third party's API: 200 for the real key, 403 for anything else; it remembers what it was sent. */
async function thirdParty() {
  const api = { realKey: "", seen: [] as string[], domain: "" };
  const server = createServer((req, res) => {
    api.seen.push(`${req.url} ${JSON.stringify(req.headers)}`);
    const key = new URL(req.url ?? "/", "http://api").searchParams.get("key") ?? req.headers["x-api-key"];
    res.writeHead(key === api.realKey ? 200 : 403).end(key === api.realKey ? "tile" : "no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  api.domain = `localhost:${portOf(server.address())}`;
  return api;
}

/** An SDK on a phone; `traffic` is every byte of its exchanges with the service. */
function phone(signals: readonly "root"[] = [], more: Partial<AttestryOptions> = {}) {
  const traffic: string[] = [];
  const transport = fetchTransport(globalThis.fetch);
  const attestry = createAttestry({
    url: dataplane.url,
    app: APP.app,
    platform: "android",
    appVersion: "1.0.0",
    versionCode: 1,
    signerDigests: [APP.signer],
    device: { model: "Pixel 8", osVersion: "15", patchLevel: "2026-10-01" },
    background: false,
    secrets: true,
    signalProviders: [{ signals: ["root"], measure: async () => signals.map((signal) => ({ signal })) }],
    transport: async (request) => {
      const answer = await transport(request);
      traffic.push(request.body ?? "", answer.body);
      return answer;
    },
    ...more,
  });
  afterAll(() => attestry.close());
  return { attestry, traffic };
}

async function started(signals: readonly "root"[] = [], more: Partial<AttestryOptions> = {}) {
  const made = phone(signals, more);
  await made.attestry.initialize();
  made.attestry.addSubstitutionQueryParam("key");
  made.attestry.addSubstitutionHeader("X-Api-Key");
  return made;
}

/** Makes a change and waits until the data plane has it. */
async function pushed(change: () => Promise<unknown>): Promise<void> {
  await change();
  await dataplane.settled();
}

/** Every row of every table, as a dump would have it. */
async function dump(): Promise<string> {
  const { rows } = await dataplane.pool.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const tables = await Promise.all(
    rows.map(({ name }) => dataplane.pool.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`)),
  );
  return tables.flatMap((table) => table.rows.map(({ row }) => row)).join("\n");
}

/** The forms in which a value could hide. */
const forms = (value: string) => [
  value,
  Buffer.from(value).toString("base64").replace(/=+$/, ""),
  Buffer.from(value).toString("base64url"),
  Buffer.from(value).toString("hex"),
];

describe("a secret", () => {
  it("reaches an instance that passes, and its next version at the next attestation", async () => {
    const api = await thirdParty();
    api.realKey = "the-real-maps-key-1";
    let secret = await admin.create("maps-key", api.realKey, appId, { domains: [api.domain] });
    await dataplane.settled();
    const { attestry } = await started();
    const status = async () => (await attestry.attestedFetch(`http://${api.domain}/tile?key=maps-key`)).status;
    expect(await status()).toBe(200);
    await pushed(async () => {
      secret = await admin.rotate(secret, "the-real-maps-key-2");
    });
    api.realKey = "the-real-maps-key-2";
    expect(await status()).toBe(403);
    await attestry.precheck();
    expect(await status()).toBe(200);
    const held = await dataplane.db.select().from(secretHoldings);
    expect(held.length).toBeGreaterThan(0);
    const openings = async () => {
      const options = { headers: admin.headers, params: { id: secret.id } };
      const { versions } = secretSchema.parse((await call(admin.services, getSecret, options)).body);
      return versions.map(({ opening }) => opening);
    };
    await expect.poll(openings).toEqual(["opened", "opened"]);
  });

  it("changes at its scheduled instant, without anybody pushing anything", async () => {
    const secret = await admin.create("timed", "before", appId);
    const at = new Date(Date.now() + 5000);
    await pushed(() => admin.rotate(secret, "after", { activeFrom: at.toISOString() }));
    const { attestry } = await started();
    expect(await attestry.secrets.get("timed")).toBe("before");
    await new Promise((resolve) => setTimeout(resolve, at.getTime() - Date.now() + 20));
    await attestry.precheck();
    expect(await attestry.secrets.get("timed")).toBe("after");
  });

  it("is taken back once it is revoked, and what was used before raises no alarm", async () => {
    const secret = await admin.create("revoked", "gone", appId);
    await dataplane.settled();
    const { attestry } = await started();
    expect(await attestry.secrets.get("revoked")).toBe("gone");
    const revoke = { headers: admin.headers, params: { id: secret.id, version: 1 }, body: { reason: "in a log" } };
    await pushed(() => call(admin.services, revokeSecretVersion, revoke));
    await attestry.secrets.get("revoked");
    await attestry.precheck();
    await expect(attestry.secrets.get("revoked")).rejects.toMatchObject({ status: "UNKNOWN_KEY" });
    expect(await dataplane.db.select().from(secretRetiredUses)).toEqual([]);
  });

  it("that is used when nobody can have it lawfully any more is noticed, by whom and how often", async () => {
    const secret = await admin.create("leaky", "leaked", appId);
    await dataplane.settled();
    const { attestry } = await started();
    await attestry.secrets.get("leaky");
    await pushed(() =>
      dataplane.pool.query(
        `UPDATE secret_versions SET active_from = now() - interval '1 hour', revoked_at = now() - interval '6 minutes'
         WHERE secret_id = $1`,
        [secret.id],
      ),
    );
    await attestry.secrets.get("leaky");
    await attestry.precheck();
    const uses = await dataplane.db.select().from(secretRetiredUses);
    expect(uses).toMatchObject([{ versionId: secret.versions[0]?.id, n: 1 }]);
    const noticed = await dataplane.pool.query("SELECT sum(n)::int AS n FROM secret_retired_use_minutes");
    expect(noticed.rows).toEqual([{ n: 1 }]);
    const { body } = await call(admin.services, getSecretAttention, { headers: admin.headers });
    const used = expect.objectContaining({ name: "leaky", version: 1, kind: "used", instances: 1 });
    expect(body).toMatchObject({ items: expect.arrayContaining([used]) });
  });

  it("is forgotten by the data plane once it is deleted, revoked or retired, by the clock too", async () => {
    const held = async () => {
      const text = await dataplane.worker.service.metrics.registry.metrics();
      return Number(/^attestry_secret_values (\d+)$/m.exec(text)?.[1]);
    };
    const before = await held();
    const [deleted, revoked, retired] = [
      await admin.create("forget-deleted", "a", appId),
      await admin.create("forget-revoked", "b", appId),
      await admin.create("forget-retired", "c", appId),
    ];
    await dataplane.settled();
    expect(await held()).toBe(before + 3);
    const { headers } = admin;
    const params = { id: revoked.id, version: 1 };
    await pushed(() => call(admin.services, revokeSecretVersion, { headers, params, body: { reason: "test" } }));
    expect(await held()).toBe(before + 2);
    await pushed(() => call(admin.services, deleteSecret, { headers, params: { id: deleted.id } }));
    expect(await held()).toBe(before + 1);
    await pushed(() => admin.rotate(retired, "d", { overlapSeconds: 2 }));
    expect(await held()).toBe(before + 2);
    // Nobody changes anything now: the overlap runs out.
    await expect.poll(held).toBe(before + 1);
  });

  it("goes to the app versions in its scope only", async () => {
    await pushed(() => admin.create("new-only", "x", appId, { scopes: [{ appId, minVersion: "2.0" }] }));
    const { attestry } = await started();
    expect(await attestry.secrets.names()).not.toContain("new-only");
  });

  it("that was altered on its way to the vault is reported, and the version before it stays in use", async () => {
    const secret = await admin.create("damaged", "good", appId);
    await dataplane.settled();
    const [version] = await dataplane.db.select().from(secretVersions).where(eq(secretVersions.secretId, secret.id));
    const broken = version?.sealed.replace(/.{10}$/, "AAAAAAAAAA");
    await pushed(() =>
      dataplane.pool.query(
        `INSERT INTO secret_versions (secret_id, version, vault_kid, sealed, bytes, fingerprint, note, created_by, active_from, overlap_seconds)
         VALUES ($1, 2, $2, $3, 4, '000000000000', '', 'test', now(), 3600)`,
        [secret.id, version?.vaultKid, broken],
      ),
    );
    const { attestry } = await started();
    expect(await attestry.secrets.get("damaged")).toBe("good");
    const one = async () =>
      secretSchema.parse(
        (await call(admin.services, getSecret, { headers: admin.headers, params: { id: secret.id } })).body,
      ).versions[0];
    await expect.poll(async () => (await one())?.opening).toBe("failed");
    expect((await one())?.problem).toContain("can't be opened");
  });
});

describe("on a compromised instance", () => {
  it("the key is nowhere: not in traffic, answers, logs, or the database", async () => {
    const api = await thirdParty();
    api.realKey = `key-${crypto.randomUUID()}`;
    await pushed(() => admin.create("guarded", api.realKey, appId, { domains: [api.domain] }));
    const honest = await started();
    const url = `http://${api.domain}/tile?key=guarded`;
    expect((await honest.attestry.attestedFetch(url)).status).toBe(200);

    const rooted = await started(["root"], { decision: "proceed" });
    const refused = await rooted.attestry.attestedFetch(url, { headers: { "X-Api-Key": "guarded" } });
    expect(refused.status).toBe(403);
    expect(api.seen.at(-1)).toContain("key=guarded");
    await expect(rooted.attestry.secrets.get("guarded")).rejects.toMatchObject({ status: "REJECTED" });

    const everything = [rooted.traffic.join("\n"), honest.traffic.join("\n"), logged.join("\n"), await dump()];
    for (const form of forms(api.realKey)) {
      for (const text of everything) expect(text.includes(form)).toBe(false);
    }
    expect(api.seen.slice(1).join("\n")).not.toContain(api.realKey);
  });

  it("the answer has the size of an honest one's, so that a listener learns nothing", async () => {
    const [honest, rooted] = [await started(), await started(["root"])];
    const sizeOf = async ({ attestry, traffic }: Awaited<ReturnType<typeof started>>) => {
      await attestry.precheck();
      const { delivery }: { delivery: string } = JSON.parse(traffic.at(-1) ?? "{}");
      return delivery.length;
    };
    expect(await sizeOf(honest)).toBe(await sizeOf(rooted));
  });
});

describe("besides secrets", () => {
  it("an instance's secure strings open with its own key only", async () => {
    const [one, other] = [await started(), await started()];
    await one.attestry.fetchSecureString("pin", "1234");
    expect(await one.attestry.fetchSecureString("pin")).toBe("1234");
    expect(await other.attestry.fetchSecureString("pin")).toBeNull();
    const rooted = await started(["root"]);
    await expect(rooted.attestry.fetchSecureString("pin")).rejects.toMatchObject({ status: "REJECTED" });
  });

  it("a custom JWT carries the app's claims and ours, and verifies by the published key", async () => {
    const { attestry } = await started();
    const jwt = await attestry.fetchCustomJwt({ tier: "gold" });
    const keys = createRemoteJWKSet(new URL(`${dataplane.url}/.well-known/custom-jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(jwt, keys, { typ: "custom+jwt", algorithms: ["ES256"] });
    expect(protectedHeader.alg).toBe("ES256");
    expect(payload).toMatchObject({ tier: "gold", sub: APP.app, did: attestry.getInstanceId() });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    const tokens = await fetch(`${dataplane.url}/.well-known/jwks.json`);
    expect(JSON.stringify(await tokens.json())).not.toContain(protectedHeader.kid ?? "none");
  });

  it("the console counts who holds what", async () => {
    const secret = await admin.create("counted", "x", appId);
    await dataplane.settled();
    expect(await (await started()).attestry.secrets.names()).toContain("counted");
    await noteLastDeliveries(dataplane.db);
    await sampleAdoption(dataplane.db, new Date());
    const options = { headers: admin.headers, params: { id: secret.id }, query: { test: "true" } };
    const { body } = await call(admin.services, getSecretAdoption, options);
    const adoption = secretAdoptionSchema.parse(body);
    expect(adoption.versions[0]?.instances).toBeGreaterThan(0);
    expect(adoption.active).toBeGreaterThan(adoption.versions[0]?.instances ?? 0);
    expect(adoption.stragglers[0]).toMatchObject({ appVersion: "1.0.0", version: null });
    expect(adoption.series.at(-1)?.instances).toBe(adoption.versions[0]?.instances);
    expect(adoption.versions[0]?.lastDeliveredAt).not.toBeNull();
  });
});
