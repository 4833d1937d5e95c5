import { expect, it } from "vitest";
import { AttestryDevelopmentCredentialError, AttestryOtherError } from "../errors";
import { startAll } from "../testing/harness";

it.each([
  ["development_credential_expired", "expired"],
  ["development_credential_revoked", "revoked"],
  ["development_credential_used_up", "used-up"],
])("names the development credential when the service answers %s, and asks once only", async (code, ended) => {
  const { service, api, attestry } = await startAll({ background: false });
  const body = JSON.stringify({
    error: code,
    error_description: "The development credential has ended; make a new one.",
  });
  service.fail("/v1/enrolments", ...Array.from({ length: 3 }, () => ({ status: 403, body })));
  const error = await attestry.attestedFetch(api.url).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestryDevelopmentCredentialError);
  expect(error).toBeInstanceOf(AttestryOtherError);
  expect(error).toMatchObject({ kind: "other", status: "DISABLED", retryable: false, ended });
  expect(String(error)).toContain("The development credential has ended; make a new one.");
  expect(service.requests.filter((path) => path === "/v1/enrolments")).toHaveLength(1);
  expect(api.received).toEqual([]);
});

it("lets the request leave without a token where the app asked to proceed", async () => {
  const { service, api, attestry } = await startAll({ background: false, decision: "proceed" });
  service.fail("/v1/enrolments", { status: 403, body: '{"error":"development_credential_expired"}' });
  await attestry.attestedFetch(api.url);
  expect(api.received.at(-1)?.headers).toMatchObject({ "attestry-status": "disabled", "attestry-token": "" });
});
