import { createServer } from "node:http";
import { afterAll, expect, it } from "vitest";
import { createAttestry } from "../../sdk/attestry";
import { portOf } from "../../sdk/testing/service";
import { APP, registerApp } from "../testing/registration";
import { runDataplane } from "../testing/running";
import { secretsAdmin } from "../testing/secrets";

const dataplane = await runDataplane(21_401);
afterAll(() => dataplane.worker.stop());
const { appId } = await registerApp(dataplane, { policy: { signals: { root: "reject" } } });
const admin = await secretsAdmin(dataplane);

/** A third party's API: 200 for the real key, 403 for anything else; it remembers what it was sent. */
async function thirdParty(realKey: () => string) {
  const seen: string[] = [];
  const server = createServer((req, res) => {
    seen.push(`${req.url} ${JSON.stringify(req.headers)}`);
    const key = new URL(req.url ?? "/", "http://api").searchParams.get("key") ?? req.headers["x-api-key"];
    res.writeHead(key === realKey() ? 200 : 403).end(key === realKey() ? "tile" : "no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  return { domain: `localhost:${portOf(server.address())}`, seen };
}

function phone(signals: readonly "root"[] = []) {
  const attestry = createAttestry({
    url: dataplane.url,
    app: APP.app,
    platform: "android",
    appVersion: "1.0.0",
    versionCode: 1,
    signerDigests: [APP.signer],
    device: { model: "Pixel 8", osVersion: "15", patchLevel: "2026-10-01" },
    background: false,
    signalProviders: [{ signals: ["root"], measure: async () => signals.map((signal) => ({ signal })) }],
  });
  afterAll(() => attestry.close());
  return attestry;
}

it("a sealed secret reaches an instance that passes, and its next version at the next attestation", async () => {
  let realKey = "the-real-maps-key-1";
  const api = await thirdParty(() => realKey);
  const secret = await admin.create("maps-key", realKey, appId, { domains: [api.domain] });
  const honest = phone();
  await honest.initialize();
  honest.addSubstitutionQueryParam("key");
  await expect
    .poll(async () => (await honest.attestedFetch(`http://${api.domain}/tile?key=maps-key`)).status)
    .toBe(200);

  await admin.rotate(secret, "the-real-maps-key-2");
  realKey = "the-real-maps-key-2";
  await expect
    .poll(async () => {
      await honest.precheck();
      return (await honest.attestedFetch(`http://${api.domain}/tile?key=maps-key`)).status;
    })
    .toBe(200);
});
