import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApk, mintApkSigner } from "../../lib/registration/testing/build-apk";

const program = fileURLToPath(new URL("../bin/attestry.mjs", import.meta.url));
const signer = mintApkSigner("Command line", "ec");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "attestry-cli-"));
  const apk = buildApk({ signer, package: "org.example.cli", versionName: "2.0", versionCode: 20 });
  const changed = Buffer.from(apk);
  changed.writeUInt8(changed.readUInt8(50) ^ 1, 50);
  await writeFile(join(folder, "good.apk"), apk);
  await writeFile(join(folder, "changed.apk"), changed);
  await writeFile(join(folder, "text.apk"), "no package");
});
afterAll(() => rm(folder, { recursive: true }));

function attestry(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}

describe("attestry app inspect", () => {
  it("prints one JSON object and exits 0 for a package it accepts", () => {
    const { status, stdout, stderr } = attestry("app", "inspect", "good.apk", "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "accept",
      reasons: [],
      package: "org.example.cli",
      versionName: "2.0",
      versionCode: 20,
      signers: [expect.stringMatching(/^[0-9a-f]{64}$/)],
      lineage: [],
    });
  });

  it("exits 1 with reasons as codes and their sentences for a package it rejects", () => {
    const { status, stdout } = attestry("app", "inspect", "changed.apk", "--json");
    expect(status).toBe(1);
    const { verdict, reasons, messages } = JSON.parse(stdout);
    expect({ verdict, count: reasons.length }).toEqual({ verdict: "reject", count: messages.length });
    expect(reasons).toContain("digest-mismatch");
  });

  it("exits 2 with an error and a hint on stderr for what is no package", () => {
    const { status, stdout, stderr } = attestry("app", "inspect", "text.apk");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: text\.apk: .*\nhint: .*\n$/);
  });

  it("says how to use it when it is used wrongly", () => {
    expect(attestry("app", "inspect")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("hint: attestry app"),
    });
    expect(attestry("app", "inspect", "good.apk", "--min-sdk", "abc").status).toBe(2);
    expect(attestry("app", "fly")).toMatchObject({ status: 2, stderr: expect.stringContaining("no command") });
    expect(attestry("app", "inspect", "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Exit code"),
    });
    expect(attestry("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("app inspect") });
  });
});
