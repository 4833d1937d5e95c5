import { expect, it } from "vitest";
import { parseConfig } from "./config";

const VAULT = { ATTESTRY_VAULT_ADDR: "https://new.example:8200", ATTESTRY_VAULT_TOKEN: "new" };
const KMS = {
  ATTESTRY_KMS_KEY_ID: "alias/attestry",
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "new-id",
  AWS_SECRET_ACCESS_KEY: "new-secret",
  AWS_SESSION_TOKEN: "new-session",
};

it("takes for the provider before what ends in _PREVIOUS, and the rest as it is now", () => {
  const settings = parseConfig({ ...VAULT, ATTESTRY_VAULT_ADDR_PREVIOUS: "https://old.example:8200" });
  expect(settings.keyProviders.vaultTransit?.address).toBe("https://new.example:8200");
  expect(settings.keyProvidersPrevious.vaultTransit).toEqual({
    address: "https://old.example:8200",
    token: "new",
    key: "attestry",
    mount: "transit",
  });
  expect(settings.keyProvidersPrevious.awsKms).toBeNull();
});

it("never mixes the session of one pair of credentials with another pair", () => {
  const previous = { AWS_ACCESS_KEY_ID_PREVIOUS: "old-id", AWS_SECRET_ACCESS_KEY_PREVIOUS: "old-secret" };
  const { awsKms } = parseConfig({ ...KMS, ...previous }).keyProvidersPrevious;
  expect(awsKms).toMatchObject({ accessKeyId: "old-id", secretAccessKey: "old-secret", sessionToken: null });
  expect(parseConfig(KMS).keyProvidersPrevious.awsKms?.sessionToken).toBe("new-session");
});

it("names the wrong one of two settings, without its value", () => {
  const wrong = { ...VAULT, ATTESTRY_VAULT_ADDR_PREVIOUS: "file:///s3cret" };
  expect(() => parseConfig(wrong)).toThrow(/^settings can't be used: ATTESTRY_VAULT_ADDR_PREVIOUS: [^/]*$/);
  const { ATTESTRY_VAULT_ADDR_PREVIOUS: address, ...rest } = wrong;
  expect(() => parseConfig({ ...rest, ATTESTRY_VAULT_ADDR: address })).toThrow(/: ATTESTRY_VAULT_ADDR: [^/;]*$/);
});
