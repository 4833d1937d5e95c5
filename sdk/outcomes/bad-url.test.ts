import { expect, it } from "vitest";
import { startAll } from "../testing/harness";

it("never sends a token without TLS, but to this very machine", async () => {
  const { attestry, service } = await startAll();
  service.settings.domains.push({ domain: "api.example.com", headerName: "Attestry-Token", headerPrefix: "" });
  await expect(attestry.attestedFetch("http://api.example.com/")).rejects.toMatchObject({
    kind: "other",
    status: "BAD_URL",
    retryable: false,
  });
});

it("refuses what is no address", async () => {
  const { attestry } = await startAll();
  await expect(attestry.attestedFetch("//")).rejects.toMatchObject({ status: "BAD_URL" });
  await expect(attestry.fetchToken("no address")).rejects.toMatchObject({ status: "BAD_URL" });
});
