import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { APP, registerApp } from "../dataplane/testing/registration";
import { type RunningDataplane, runDataplane } from "../dataplane/testing/running";
import { apps, developmentCredentials } from "../drizzle/schema";
import { formatDevelopmentSecret } from "../lib/contract/development-secret";
import type { SdkSignal } from "../lib/contract/signals";
import { generateP256Keys } from "../lib/encoding/p256-keys";
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

it("names a development credential that was revoked, at the real service", async () => {
  const { id, publicJwk, privateJwk } = { id: randomUUID(), ...generateP256Keys() };
  const day = new Date(Date.now() + 86_400_000);
  const [app] = await dataplane.db.select().from(apps);
  await dataplane.db.insert(developmentCredentials).values({
    ...{ appId: app?.id ?? 0, credentialId: id, name: "CI", purpose: "ci", waives: ["emulator"], publicJwk },
    ...{ createdBy: "test", createdAt: new Date(), expiresAt: day, revokedAt: new Date(), revokedBy: "test" },
  });
  await dataplane.settled();
  const developmentCredential = formatDevelopmentSecret({ id, jwk: privateJwk });
  const attestry = await startAttestry(testOptions(dataplane.url, { ...APP, developmentCredential }));
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({
    ...{ name: "AttestryDevelopmentCredentialError", status: "DISABLED", ended: "revoked" },
    message: "The development credential was revoked; make a new one.",
  });
});

it("tells an app that is not registered so", async () => {
  const attestry = await startAttestry(testOptions(dataplane.url, { app: "com.example.stranger" }));
  const error = await attestry.fetchToken(api.url).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("404 not_found. This app is not registered for this platform.");
});
