import { expect, it } from "vitest";
import { AttestryOtherError } from "../errors";
import { startAll } from "../testing/harness";

it("fails closed when a signal provider fails: broken detectors must not look clean", async () => {
  const cause = new Error("detector crashed");
  const { service, api, attestry } = await startAll({
    signalProviders: [
      {
        signals: ["root"],
        measure: async () => {
          throw cause;
        },
      },
    ],
  });
  const error = await attestry.attestedFetch(api.url).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AttestryOtherError);
  expect(error).toMatchObject({ kind: "other", status: "INTERNAL_ERROR", retryable: false, cause });
  expect(service.attestations).toEqual([]);
  expect(api.received).toEqual([]);
});

it("fails when a provider reports a signal it did not declare", async () => {
  const { api, attestry } = await startAll({
    signalProviders: [{ signals: ["root"], measure: async () => [{ signal: "emulator" }] }],
  });
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "INTERNAL_ERROR" });
});

it("fails when the service calls the request malformed, and says so", async () => {
  const { service, api, attestry } = await startAll();
  service.fail("/v1/attestations", {
    status: 400,
    body: '{"error":"invalid_request","error_description":"swversion: too long"}',
  });
  const error = await attestry.fetchToken(api.url).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: "INTERNAL_ERROR", retryable: false });
  expect(String(error)).toContain("400 invalid_request. swversion: too long");
});

it("gives up when the credential is refused again right after a new enrolment", async () => {
  const { service, api, attestry } = await startAll();
  const refused = { status: 401, body: '{"error":"invalid_token","error_description":"Enrol again."}' };
  service.fail("/v1/attestations", refused, refused);
  await expect(attestry.fetchToken(api.url)).rejects.toMatchObject({ status: "INTERNAL_ERROR" });
  expect(service.enrolments).toHaveLength(2);
});
