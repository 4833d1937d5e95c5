import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it, vi } from "vitest";
import { importSecrets } from "../../lib/admin/secrets/import";
import { importPlanSchema } from "../../lib/contract/admin/secrets";
import { APP_SECRETS_BYTES_MAX, SECRET_BYTES_MAX, SECRETS_PER_APP_MAX } from "../../lib/contract/secrets";
import { sealJwe } from "../../lib/secrets/jwe";
import { call } from "../../lib/testing/console";
import { createAttestry } from "../../sdk/attestry";
import { fetchTransport } from "../../sdk/transport";
import { APP, registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";

vi.spyOn(process.stdout, "write").mockReturnValue(true);
afterAll(() => void vi.restoreAllMocks());

const dataplane = await runDataplane();
afterAll(() => dataplane.worker.stop());
const reject = { policy: { signals: { root: "reject" } } } as const;
const many = await registerApp(dataplane, reject);
const heavy = await registerApp(dataplane, { ...reject, appId: "com.example.heavy", domain: "heavy.example.com" });
const admin = await secretsAdmin(dataplane);

/** Keeps secrets in one request, sealed as the command line does but for fingerprints, which the server can't check. */
async function keep(appId: number, secrets: readonly { name: string; value: string }[]) {
  const sealed = secrets.map(({ name, value }, index) => {
    const uid = randomUUID();
    const header = { kid: admin.vault.kid, purpose: `secret:${uid}` };
    const fingerprint = index.toString(16).padStart(12, "0");
    return { name, uid, fingerprint, sealed: sealJwe(admin.vault.publicJwk, header, Buffer.from(value)) };
  });
  const body = { dryRun: false, domains: ["localhost"], scopes: [{ appId }], secrets: sealed };
  const answer = await call(admin.services, importSecrets, { headers: admin.headers, body });
  if (answer.status === 200) await dataplane.settled();
  return answer;
}

async function phone(app: string, signals: readonly "root"[] = []) {
  const deliveries: number[] = [];
  const transport = fetchTransport(globalThis.fetch);
  const attestry = createAttestry({
    url: dataplane.url,
    app,
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
      const { delivery }: { delivery?: string } = JSON.parse(answer.body);
      if (delivery !== undefined) deliveries.push(delivery.length);
      return answer;
    },
  });
  afterAll(() => attestry.close());
  await attestry.initialize();
  return { attestry, deliveries };
}

describe("an app", () => {
  it("with a thousand small secrets gets them all, imported at once and delivered at once", async () => {
    const secrets = Array.from({ length: SECRETS_PER_APP_MAX }, (_, index) => ({
      name: `key-${index}`,
      value: `value of ${index} ${"x".repeat(200)}`,
    }));
    const { status, body } = await keep(many.appId, secrets);
    expect(status, JSON.stringify(body).slice(0, 200)).toBe(200);
    expect(importPlanSchema.parse(body).secrets.every(({ action }) => action === "create")).toBe(true);
    const { attestry, deliveries } = await phone(APP.app);
    expect(await attestry.secrets.names()).toHaveLength(SECRETS_PER_APP_MAX);
    for (const index of [0, 499, 999]) expect(await attestry.secrets.get(`key-${index}`)).toBe(secrets[index]?.value);
    expect(deliveries).toHaveLength(1);
    // What is held already is not sent again.
    await attestry.precheck();
    expect(deliveries[1]).toBeLessThan(1000);
    expect(await attestry.secrets.get("key-999")).toBe(secrets[999]?.value);
  });

  it("with as much as an app can have gets all of it, and a refused phone learns nothing from the length", async () => {
    const name = (index: number) => `heavy-${String(index).padStart(3, "0")}`;
    const around = name(0).length + "localhost".length;
    const whole = Math.floor(APP_SECRETS_BYTES_MAX / (SECRET_BYTES_MAX + around));
    const rest = APP_SECRETS_BYTES_MAX - whole * (SECRET_BYTES_MAX + around) - around;
    const secrets = Array.from({ length: whole + 1 }, (_, index) => ({
      name: name(index),
      value: String(index % 10).repeat(index < whole ? SECRET_BYTES_MAX : rest),
    }));
    const { status, body } = await keep(heavy.appId, secrets);
    expect(status, JSON.stringify(body).slice(0, 200)).toBe(200);
    const refused = await keep(heavy.appId, [{ name: "one-more", value: "x" }]);
    expect(refused).toMatchObject({ status: 409, body: { error: "conflict" } });
    expect(JSON.stringify(refused.body)).toContain("com.example.heavy would have more than 4 MB of secrets");

    const honest = await phone("com.example.heavy");
    expect(await honest.attestry.secrets.get(name(3))).toBe("3".repeat(SECRET_BYTES_MAX));
    expect(await honest.attestry.secrets.get(name(whole))).toHaveLength(rest);
    const rooted = await phone("com.example.heavy", ["root"]);
    await expect(rooted.attestry.secrets.get(name(3))).rejects.toMatchObject({ status: "REJECTED" });
    await expect(rooted.attestry.secrets.names()).rejects.toMatchObject({ status: "REJECTED" });
    expect(rooted.deliveries).toEqual(honest.deliveries);
  });
});
