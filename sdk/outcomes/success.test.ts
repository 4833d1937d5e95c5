import { expect, it } from "vitest";
import { verifiedClaims } from "../testing/api";
import { GENUINE_SIGNER, startAll, startApi, startAttestry, startService, testOptions } from "../testing/harness";

it("adds a token that the relying party can verify, and the status", async () => {
  const { service, api, attestry } = await startAll();
  const response = await attestry.attestedFetch(`${api.url}/orders`, { method: "POST", body: "one" });
  expect(await response.text()).toBe("hello");
  const [request] = api.received;
  expect(request?.body).toBe("one");
  expect(request?.headers["attestry-status"]).toBe("success");
  expect(verifiedClaims(String(request?.headers["attestry-token"]), service.secret)).not.toBeNull();
});

it("puts the prefix of the API domain before the token", async () => {
  const service = await startService();
  const api = await startApi(service, { headerPrefix: "Bearer " });
  const attestry = await startAttestry(testOptions(service.url));
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers["attestry-token"]).toMatch(/^Bearer ey/);
});

it("sends evidence that the contract's own parsers accept, and says what it was told about app and phone", async () => {
  const { service, attestry, api } = await startAll({
    tag: "beta",
    testing: { key: "test-key", country: "BR" },
    signalProviders: [{ signals: ["dev-mode"], measure: async () => [{ signal: "dev-mode", detail: "adb\non" }] }],
  });
  await attestry.fetchToken(api.url, { binding: "Bearer x" });
  expect(service.enrolments[0]).toMatchObject({ test_key: "test-key", evidence: { format: "software-key" } });
  expect(service.attestations[0]).toMatchObject({
    swname: "com.example.app",
    swversion: "7.14.0",
    platform: "android",
    version_code: 7140,
    signer_digests: [GENUINE_SIGNER],
    hwmodel: Buffer.from("Pixel 8").toString("base64url"),
    os_version: "14",
    patch_level: "2026-05-05",
    signals: ["dev-mode"],
    signal_details: { "dev-mode": "adb on" },
    tag: "beta",
    test_country: "BR",
  });
});

it("gives fetchToken's caller the token, its header and the ARC of this very answer", async () => {
  const { attestry, api } = await startAll();
  const token = await attestry.fetchToken(api.url);
  expect(token).toMatchObject({ headerName: "Attestry-Token", headerPrefix: "", arc: "0000000001" });
  expect(attestry.getLastArc()).toBe("0000000001");
  expect(Buffer.from(attestry.getInstanceId() ?? "", "base64")).toHaveLength(16);
});

it("can't tell a decoy: a refused phone gets a token like any other, which does not verify", async () => {
  const { service, api, attestry } = await startAll({
    signalProviders: [{ signals: ["root"], measure: async () => [{ signal: "root" }] }],
  });
  await attestry.attestedFetch(api.url);
  const { headers } = api.received[0] ?? {};
  expect(headers?.["attestry-status"]).toBe("success");
  expect(verifiedClaims(String(headers?.["attestry-token"]), service.secret)).toBeNull();
});

it("renames or leaves out token and status header as the app wishes", async () => {
  const { api, attestry } = await startAll();
  attestry.setTokenHeader("Approov-Token", "Bearer ");
  attestry.setStatusHeader("Approov-Status");
  await attestry.attestedFetch(api.url);
  attestry.setTokenHeader(null);
  attestry.setStatusHeader(null);
  await attestry.attestedFetch(api.url);
  expect(api.received[0]?.headers).toMatchObject({ "approov-status": "success" });
  expect(api.received[0]?.headers["approov-token"]).toMatch(/^Bearer ey/);
  expect(Object.keys(api.received[1]?.headers ?? {}).filter((name) => /token|status/.test(name))).toEqual([]);
});
