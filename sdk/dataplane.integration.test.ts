import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { APP, registerApp } from "../dataplane/testing/registration";
import { type RunningDataplane, runDataplane } from "../dataplane/testing/running";
import type { SdkSignal } from "../lib/contract/signals";
import { startTestApi, type TestApi, verifiedClaims } from "./testing/api";
import { startAttestry, testOptions } from "./testing/harness";

let dataplane: RunningDataplane;
let api: TestApi;
let key: Buffer;

beforeAll(async () => {
  dataplane = await runDataplane();
  api = await startTestApi();
  ({ secret: key } = await registerApp(dataplane, { domain: api.domain, policy: { tellReasons: true } }));
  await dataplane.settled();
});
afterAll(async () => {
  await api.close();
  await dataplane.stop();
});

function startPhone(...signals: SdkSignal[]) {
  const signalProviders = [{ signals, measure: async () => signals.map((signal) => ({ signal })) }];
  return startAttestry(
    testOptions(dataplane.url, {
      ...APP,
      signerDigests: [APP.signer],
      appVersion: "1.0.0",
      versionCode: 1,
      signalProviders,
    }),
  );
}

it("gets a token from the real service that the API's own key verifies, for this instance and binding", async () => {
  const attestry = await startPhone();
  attestry.setBindingHeader("Authorization");
  await attestry.attestedFetch(api.url, { headers: { authorization: "Bearer alice" } });
  const token = String(api.received.at(-1)?.headers["attestry-token"]);
  expect(verifiedClaims(token, key)).toMatchObject({
    did: attestry.getInstanceId(),
    arc: attestry.getLastArc(),
    pay: createHash("sha256").update("Bearer alice").digest("base64"),
  });
});

it("gets a decoy of the same shape for a rooted phone, and the reasons where the policy tells them", async () => {
  const [clean, rooted] = [await startPhone(), await startPhone("root")];
  const [good, decoy] = [await clean.fetchToken(api.url), await rooted.fetchToken(api.url)];
  expect(verifiedClaims(good.token, key)).not.toBeNull();
  expect(verifiedClaims(decoy.token, key)).toBeNull();
  expect(decoy.token).toHaveLength(good.token.length);
  await expect(rooted.precheck()).rejects.toMatchObject({ status: "REJECTED", reasons: ["root"] });
});

it("tells an app that is not registered so", async () => {
  const attestry = await startAttestry(testOptions(dataplane.url, { app: "com.example.stranger" }));
  const error = await attestry.fetchToken(api.url).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("404 not_found. This app is not registered for this platform.");
});
