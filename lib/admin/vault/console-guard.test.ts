import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseConfig } from "../../config";
import { createLog } from "../../log";
import { assertNoKeys } from "./console-guard";

const dataDir = await mkdtemp(join(tmpdir(), "attestry-console-"));
afterAll(() => rm(dataDir, { recursive: true }));

function check(environment: Record<string, string>): string[] {
  const lines: string[] = [];
  const log = createLog("console", (line) => lines.push(line));
  assertNoKeys(parseConfig({ ATTESTRY_DATA_DIR: dataDir, ...environment }), log);
  return lines;
}

it("lets a console start that has no keys", () => {
  expect(check({ AWS_REGION: "eu-central-1", ATTESTRY_KEY_PROVIDER: "aws-kms" })).toEqual([]);
});

it.each([
  ["ATTESTRY_VAULT_TOKEN", { ATTESTRY_VAULT_ADDR: "https://vault.example", ATTESTRY_VAULT_TOKEN: "s3cret" }],
  [
    "ATTESTRY_PKCS11_PIN",
    { ATTESTRY_PKCS11_MODULE: "/x.so", ATTESTRY_PKCS11_TOKEN: "t", ATTESTRY_PKCS11_PIN: "s3cret" },
  ],
  [
    "AWS_SECRET_ACCESS_KEY",
    {
      ATTESTRY_KMS_KEY_ID: "alias/attestry",
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID_PREVIOUS: "id",
      AWS_SECRET_ACCESS_KEY_PREVIOUS: "s3cret",
    },
  ],
])("refuses to start with %s, and does not repeat it", (name, environment) => {
  expect(() => check(environment)).toThrow(name);
  expect(() => check(environment)).not.toThrow("s3cret");
});

it("says so when the console's directory is the data plane's", async () => {
  await writeFile(join(dataDir, "secrets-key"), "");
  expect(check({})).toEqual([expect.stringContaining("secrets-key")]);
});
