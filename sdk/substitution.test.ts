import { expect, it } from "vitest";
import { AttestryNetworkError, AttestryOtherError, AttestryRejectionError } from "./errors";
import { STATUSES } from "./status";
import { SUBSTITUTIONS } from "./substitution-table";
import {
  GENUINE_SIGNER,
  startAll,
  startApi,
  startAttestry,
  startForeignApi,
  startService,
  testClock,
  testOptions,
} from "./testing/harness";

const REAL = "AIza-the-real-maps-key";

/** A service with the secret `maps-key` for one third party's API. */
async function startWithSecret(more: Parameters<typeof testOptions>[1] = {}) {
  const service = await startService();
  const thirdParty = await startForeignApi();
  service.settings.secrets = [{ id: 1, name: "maps-key", value: REAL, domains: [thirdParty.domain] }];
  const attestry = await startAttestry(testOptions(service.url, more));
  attestry.addSubstitutionHeader("X-Api-Key");
  attestry.addSubstitutionQueryParam("key");
  return { service, thirdParty, attestry };
}

it("pins what happens to a placeholder in every status", () => {
  expect(SUBSTITUTIONS).toEqual({
    SUCCESS: { closed: "swap", proceed: "swap" },
    NO_NETWORK: { closed: "throw", proceed: "leave" },
    POOR_NETWORK: { closed: "throw", proceed: "leave" },
    UNTRUSTED_NETWORK: { closed: "throw", proceed: "leave" },
    NO_SERVICE: { closed: "throw", proceed: "leave" },
    BAD_URL: { closed: "throw", proceed: "leave" },
    UNKNOWN_URL: { closed: "leave", proceed: "leave" },
    UNPROTECTED_URL: { closed: "leave", proceed: "leave" },
    NOT_INITIALIZED: { closed: "throw", proceed: "leave" },
    REJECTED: { closed: "throw", proceed: "leave" },
    DISABLED: { closed: "throw", proceed: "leave" },
    UNKNOWN_KEY: { closed: "leave", proceed: "leave" },
    BAD_KEY: { closed: "throw", proceed: "leave" },
    BAD_PAYLOAD: { closed: "throw", proceed: "leave" },
    INTERNAL_ERROR: { closed: "throw", proceed: "leave" },
  });
  expect(Object.keys(SUBSTITUTIONS).sort()).toEqual(Object.keys(STATUSES).sort());
});

it("swaps a header's placeholder as the request leaves, and nowhere the app can see it", async () => {
  const { thirdParty, attestry } = await startWithSecret();
  const headers = new Headers({ "X-Api-Key": "maps-key" });
  const response = await attestry.attestedFetch(thirdParty.url, { headers });
  expect(thirdParty.received[0]?.headers["x-api-key"]).toBe(REAL);
  expect(headers.get("x-api-key")).toBe("maps-key");
  expect(response.url).not.toContain(REAL);
});

it("swaps a query parameter, each of several, and gives the response back under the app's own address", async () => {
  const { thirdParty, attestry } = await startWithSecret();
  const address = `${thirdParty.url}/tile?z=3&key=maps-key&key=other`;
  const response = await attestry.attestedFetch(address);
  expect(thirdParty.received[0]?.path).toBe(`/tile?z=3&key=${REAL}&key=other`);
  expect(response.url).toBe(address);
});

it("takes a Request as it is, body included, and leaves the app's object alone", async () => {
  const { thirdParty, attestry } = await startWithSecret();
  const request = new Request(`${thirdParty.url}/geo?key=maps-key`, { method: "POST", body: "where am I" });
  await attestry.attestedFetch(request);
  expect(thirdParty.received[0]).toMatchObject({ method: "POST", path: `/geo?key=${REAL}`, body: "where am I" });
  expect(request.url).toContain("key=maps-key");
});

it("needs the prefix that was registered, and puts it back before the value", async () => {
  const { thirdParty, attestry } = await startWithSecret();
  attestry.addSubstitutionHeader("Authorization", "Key ");
  const sent = async (authorization: string) => {
    await attestry.attestedFetch(thirdParty.url, { headers: { authorization } });
    return thirdParty.received.at(-1)?.headers.authorization;
  };
  expect(await sent("Key maps-key")).toBe(`Key ${REAL}`);
  expect(await sent("Bearer maps-key")).toBe("Bearer maps-key");
  expect(await sent("Key eyJhbGciOiJIUzI1NiJ9.not a secret's name")).toBe(
    "Key eyJhbGciOiJIUzI1NiJ9.not a secret's name",
  );
});

it("never sends a secret to another domain than it is meant for, by a redirect neither", async () => {
  const { service, thirdParty, attestry } = await startWithSecret();
  const stranger = await startForeignApi();
  await attestry.attestedFetch(`${stranger.url}/?key=maps-key`, { headers: { "X-Api-Key": "maps-key" } });
  thirdParty.redirects.set("/", { status: 307, location: `${stranger.url}/caught` });
  await attestry.attestedFetch(thirdParty.url, { headers: { "X-Api-Key": "maps-key" } });
  expect(thirdParty.received[0]?.headers["x-api-key"]).toBe(REAL);
  expect(stranger.received).toHaveLength(2);
  expect(JSON.stringify(stranger.received)).not.toContain(REAL);
  expect(service.attestations).toHaveLength(1);
});

it("leaves an unknown name as it is and lets the request go", async () => {
  const { thirdParty, attestry } = await startWithSecret();
  await attestry.attestedFetch(thirdParty.url, { headers: { "X-Api-Key": "another-key" } });
  expect(thirdParty.received[0]?.headers["x-api-key"]).toBe("another-key");
});

const rooted = {
  signalProviders: [{ signals: ["root" as const], measure: async () => [{ signal: "root" as const }] }],
};

it("on a compromised phone throws when closed and sends the placeholder when told to proceed", async () => {
  const closed = await startWithSecret(rooted);
  const request = { headers: { "X-Api-Key": "maps-key" } };
  await expect(closed.attestry.attestedFetch(closed.thirdParty.url, request)).rejects.toBeInstanceOf(
    AttestryRejectionError,
  );
  expect(closed.thirdParty.received).toEqual([]);
  const proceed = await startWithSecret({ ...rooted, decision: "proceed" });
  await proceed.attestry.attestedFetch(proceed.thirdParty.url, request);
  expect(proceed.thirdParty.received[0]?.headers["x-api-key"]).toBe("maps-key");
});

it("tells a secret that the service can't open just now from an unknown one", async () => {
  const { service, attestry } = await startWithSecret();
  service.settings.secrets = [];
  service.settings.unavailable = ["maps-key"];
  await expect(attestry.secrets.get("maps-key")).rejects.toMatchObject({ status: "NO_SERVICE", retryable: true });
  await expect(attestry.secrets.get("other")).rejects.toMatchObject({ status: "UNKNOWN_KEY" });
  await expect(attestry.secrets.get("no such/name")).rejects.toMatchObject({ status: "BAD_KEY" });
});

it("rejects like any look-up when the service refuses this phone, instead of naming no secrets", async () => {
  const { service, attestry } = await startWithSecret(rooted);
  await expect(attestry.secrets.names()).rejects.toBeInstanceOf(AttestryRejectionError);
  expect(service.attestations).toHaveLength(1);
});

it("asks for secrets only once one was needed, and again only for what changed", async () => {
  const clock = testClock();
  const { service, thirdParty, attestry } = await startWithSecret({ clock });
  await attestry.precheck();
  expect(service.attestations[0]?.wants).toBeUndefined();
  expect(await attestry.secrets.names()).toEqual(["maps-key"]);
  await attestry.attestedFetch(`${thirdParty.url}/?key=maps-key`);
  clock.pass(7200);
  await attestry.precheck();
  expect(service.attestations[1]?.wants).toEqual({ secrets: true });
  expect(service.attestations[2]?.wants).toEqual({
    secrets: true,
    held_set: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
    used_versions: [1],
    used_seconds_ago: [7200],
  });
  service.settings.secrets = [{ id: 2, name: "maps-key", value: "rotated", domains: [thirdParty.domain] }];
  await attestry.precheck();
  expect(await attestry.secrets.get("maps-key")).toBe("rotated");
});

it("uses no value longer than its delivery lasts, and none after the environment changed", async () => {
  const clock = testClock();
  const { service, attestry } = await startWithSecret({ clock });
  await attestry.secrets.get("maps-key");
  clock.pass(299);
  await attestry.secrets.get("maps-key");
  expect(service.attestations).toHaveLength(1);
  clock.pass(2);
  service.settings.secrets = [];
  await expect(attestry.secrets.get("maps-key")).rejects.toMatchObject({ status: "UNKNOWN_KEY" });
  expect(service.attestations).toHaveLength(2);
});

it("refuses to substitute a header that tokens are bound to, and to bind one that is substituted", async () => {
  const { attestry } = await startAll();
  attestry.setBindingHeader("Authorization");
  expect(() => attestry.addSubstitutionHeader("authorization")).toThrow(TypeError);
  attestry.addSubstitutionHeader("X-Api-Key");
  expect(() => attestry.setBindingHeader("x-api-key")).toThrow(TypeError);
  expect(() => attestry.addSubstitutionHeader("no header")).toThrow(TypeError);
  attestry.addSubstitutionQueryParam("key");
  expect(attestry.listSubstitutions()).toEqual({ headers: { "x-api-key": "" }, queryParams: ["key"] });
  attestry.removeSubstitutionHeader("X-API-KEY");
  attestry.removeSubstitutionQueryParam("key");
  expect(attestry.listSubstitutions()).toEqual({ headers: {}, queryParams: [] });
});

it("sends token and secret together to an API domain that wants both", async () => {
  const service = await startService();
  const api = await startApi(service);
  service.settings.secrets = [{ id: 1, name: "tenant", value: "t-42", domains: [api.domain] }];
  const attestry = await startAttestry(testOptions(service.url, { signerDigests: [GENUINE_SIGNER], secrets: true }));
  attestry.addSubstitutionHeader("X-Tenant");
  await attestry.attestedFetch(api.url, { headers: { "X-Tenant": "tenant" } });
  expect(api.received[0]?.headers).toMatchObject({ "x-tenant": "t-42", "attestry-status": "success" });
  expect(service.attestations).toHaveLength(1);
});

it("keeps a value that no header can carry out of every error", async () => {
  const { service, thirdParty, attestry } = await startWithSecret();
  service.settings.secrets = [{ id: 1, name: "pem", value: "line one\nline two", domains: [thirdParty.domain] }];
  const error: unknown = await attestry
    .attestedFetch(thirdParty.url, { headers: { "X-Api-Key": "pem" } })
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(AttestryOtherError);
  expect(String(error)).not.toContain("line one");
  expect(await attestry.secrets.get("pem")).toBe("line one\nline two");
});

it("does without a service that answers no delivery, and says which class of error it is", async () => {
  const { service, attestry } = await startWithSecret();
  service.fail("/v1/attestations", { status: 503 }, { status: 503 }, { status: 503 });
  await expect(attestry.secrets.get("maps-key")).rejects.toBeInstanceOf(AttestryNetworkError);
  expect(await attestry.secrets.get("maps-key")).toBe(REAL);
});
