import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { createAttestry } from "./attestry";
import { bindingHash, bindingValue } from "./binding";
import { verifiedClaims } from "./testing/api";
import { onCleanUp, startAll, startService, testOptions, until } from "./testing/harness";

it("hashes the values of several headers as existing relying parties do", async () => {
  const headers = new Headers({ Authorization: "Bearer myauth_token", "X-Device-Id": "my-device-id" });
  const value = bindingValue(headers, ["Authorization", "X-Device-Id"]);
  expect(await bindingHash(value ?? "")).toBe("71tnS3rSq2lanEWrKz4MoexiOMtv7w0fspfM8BAQKNU=");
});

it("binds nothing when one of the bound headers is missing", () => {
  expect(bindingValue(new Headers({ authorization: "a" }), ["authorization", "x-device-id"])).toBeNull();
  expect(bindingValue(new Headers({ authorization: "a" }), [])).toBeNull();
});

it("binds the token to the whole value of the bound header", async () => {
  const { service, api, attestry } = await startAll();
  attestry.setBindingHeader("Authorization");
  await attestry.attestedFetch(api.url, { headers: { authorization: "Bearer alice" } });
  const { headers } = api.received[0] ?? {};
  expect(verifiedClaims(String(headers?.["attestry-token"]), service.secret)).toMatchObject({
    pay: createHash("sha256").update("Bearer alice").digest("base64"),
  });
});

it("attests anew for a changed value, and never sends a token bound to another", async () => {
  const { service, api, attestry } = await startAll();
  attestry.setBindingHeader("Authorization");
  const users = ["Bearer alice", "Bearer bob", "Bearer alice", null, "Bearer carol"];
  for (const user of users) {
    await attestry.attestedFetch(api.url, user === null ? {} : { headers: { authorization: user } });
  }
  const sent = api.received.map(({ headers }) => verifiedClaims(String(headers["attestry-token"]), service.secret));
  const expected = users.map((user) =>
    user === null ? undefined : createHash("sha256").update(user).digest("base64"),
  );
  expect(sent.map((claims) => claims?.pay)).toEqual(expected);
  expect(service.attestations).toHaveLength(4);
});

it("only enrols ahead of need when requests will be bound: the value is not known yet", async () => {
  const service = await startService();
  const attestry = createAttestry(testOptions(service.url, { background: true }));
  onCleanUp(() => attestry.close());
  attestry.setBindingHeader("Authorization");
  await attestry.initialize();
  await until(() => service.enrolments.length === 1);
  expect(service.attestations).toEqual([]);
});
