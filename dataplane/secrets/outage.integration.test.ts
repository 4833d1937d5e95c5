import { afterAll, expect, it, vi } from "vitest";
import { getVault } from "../../lib/admin/vault/get";
import { parseConfig } from "../../lib/config";
import { TRANSIT_TOKEN, transitServer } from "../../lib/secrets/testing/provider-servers";
import { call } from "../../lib/testing/console";
import { freePort } from "../../scripts/ports.mjs";
import { createAttestry } from "../../sdk/attestry";
import { APP, registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";
import { startWorker } from "../worker";

vi.spyOn(process.stdout, "write").mockReturnValue(true);
vi.spyOn(process.stderr, "write").mockReturnValue(true);
afterAll(() => void vi.restoreAllMocks());

const transit = await transitServer();
const provider = {
  ATTESTRY_KEY_PROVIDER: "vault-transit",
  ATTESTRY_VAULT_ADDR: transit.url,
  ATTESTRY_VAULT_TOKEN: TRANSIT_TOKEN,
};
const dataplane = await runDataplane(provider);
afterAll(() => dataplane.worker.stop());
const { appId } = await registerApp(dataplane);
const admin = await secretsAdmin(dataplane);

/** An app that attests at one of the workers. */
function phoneAt(url: string) {
  const attestry = createAttestry({
    url,
    app: APP.app,
    platform: "android",
    appVersion: "1.0.0",
    versionCode: 1,
    signerDigests: [APP.signer],
    device: { model: "Pixel 8", osVersion: "15", patchLevel: "2026-10-01" },
    background: false,
    secrets: true,
  });
  afterAll(() => attestry.close());
  return attestry;
}

async function restartedWorker() {
  const port = await freePort();
  const worker = await startWorker(
    parseConfig({
      ...provider,
      DATABASE_URL: dataplane.databaseUrl,
      ATTESTRY_DATA_DIR: dataplane.dataDir,
      DATAPLANE_PORT: String(port),
      DATAPLANE_HOST: "127.0.0.1",
    }),
  );
  afterAll(() => worker.stop());
  return `http://127.0.0.1:${port}`;
}

const vaultState = async () => (await call(admin.services, getVault, { headers: admin.headers })).body;
const passes = async () => {
  const { rows } = await dataplane.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM attestation_events WHERE outcome = 1 AND kind = 2",
  );
  return rows[0]?.n ?? 0;
};

it("a worker restarted while the provider is down lets phones pass without secrets, and the console says so", async () => {
  await admin.create("maps-key", "the-real-maps-key", appId);
  await dataplane.settled();
  const before = phoneAt(dataplane.url);
  await before.initialize();
  expect(await before.secrets.get("maps-key")).toBe("the-real-maps-key");
  expect(await vaultState()).toMatchObject({ state: "open", problem: null });

  transit.faults.status = 503;
  const url = await restartedWorker();
  const attestry = phoneAt(url);
  await attestry.initialize();
  await expect(attestry.secrets.get("maps-key")).rejects.toMatchObject({ status: "NO_SERVICE", retryable: true });
  await expect(attestry.secrets.get("no-such-key")).rejects.toMatchObject({ status: "UNKNOWN_KEY" });
  expect(await attestry.precheck()).toMatchObject({ arc: expect.any(String) });
  const shut = { state: "shut", problem: "HashiCorp Vault answered 503: it is sealed or down for maintenance." };
  expect(await vaultState()).toMatchObject(shut);
  // The one that opened it before the outage goes on, and does not hide that the other can't.
  await before.precheck();
  expect(await before.secrets.get("maps-key")).toBe("the-real-maps-key");
  expect(await vaultState()).toMatchObject(shut);
  await expect.poll(passes).toBeGreaterThanOrEqual(3);

  transit.faults.status = 0;
  await expect.poll(vaultState).toMatchObject({ state: "open", problem: null });
  await attestry.precheck();
  expect(await attestry.secrets.get("maps-key")).toBe("the-real-maps-key");
});
