import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { apiKeys } from "../drizzle/schema";
import { mintApiKey } from "../lib/auth/api-key";
import { STARTING_POLICY } from "../lib/contract/policy";
import { buildApk, mintApkSigner } from "../lib/registration/testing/build-apk";
import { testServices } from "../lib/testing/console";
import { serveConsole } from "../lib/testing/console-server";
import { testDatabase } from "../lib/testing/database";
import { buildProgram } from "../scripts/run.mjs";

const { db } = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "attestry-cli-"));
afterAll(() => rm(folder, { recursive: true }));
const plain = testServices(db);
const url = await serveConsole({ ...plain, settings: { ...plain.settings, dataDir: folder } });

const { key, prefix, keyHash } = mintApiKey();
await db.insert(apiKeys).values({ name: "CI", prefix, keyHash, role: "admin", createdBy: "test" });

const bin = await buildProgram("cli");

/** Runs the command line as a CI job does: its own process, console and key from the environment. */
async function attestry(args: string[], options: { input?: string; key?: string } = {}) {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", ATTESTRY_CONSOLE_URL: url, ATTESTRY_API_KEY: options.key ?? key };
  const child = spawn(process.execPath, [bin, ...args], { env });
  child.stdin.end(options.input ?? "");
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, stdout, stderr };
}

const signer = mintApkSigner();
async function packageFile(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe("the command line", () => {
  it("says who the key is", async () => {
    const { code, stdout } = await attestry(["whoami", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: "api-key", name: "CI", role: "admin" });
  });

  it("registers a package, and changes nothing when it is sent again", async () => {
    const file = await packageFile("app.apk", buildApk({ package: "com.example.cli", versionCode: 3, signer }));
    const first = await attestry(["app", "add", file, "--name", "From CI", "--json"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(first.stdout)).toMatchObject({ app: { name: "From CI" }, created: { app: true, build: true } });
    const again = await attestry(["app", "add", file]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain("registered already");
    expect((await attestry(["app", "list"])).stdout).toMatch(/android +com\.example\.cli +From CI +version 1 +1\n$/);
  });

  it("exits 1 for a package that is rejected, with the reasons, and 2 for what is none", async () => {
    const unsigned = buildApk({ package: "com.example.cli", versionCode: 4, signer, alterPairs: () => [] });
    const rejected = await attestry(["app", "add", await packageFile("unsigned.apk", unsigned), "--json"]);
    expect(rejected.code).toBe(1);
    expect(JSON.parse(rejected.stdout)).toMatchObject({ error: "rejected_package" });
    expect(rejected.stderr).toMatch(/^error: .+\nhint: .+\n$/);
    const noPackage = await attestry(["app", "add", await packageFile("note.txt", Buffer.from("hello"))]);
    expect(noPackage.code).toBe(2);
    expect(noPackage.stderr).toContain("no app package");
  });

  it("takes a policy out, and puts a changed one in force", async () => {
    const { stdout } = await attestry(["policy", "get", "com.example.cli"]);
    expect(JSON.parse(stdout)).toEqual(STARTING_POLICY);
    const input = JSON.stringify({ ...STARTING_POLICY, minimumAppVersion: "2.0" });
    const set = await attestry(["policy", "set", "com.example.cli", "-", "--reason", "2.0 fixes a leak"], { input });
    expect(set).toMatchObject({ code: 0, stdout: "version 2 of com.example.cli's policy is in force\n" });
    const read = await attestry(["policy", "get", "com.example.cli", "--json"]);
    expect(JSON.parse(read.stdout)).toMatchObject({ version: 2, reason: "2.0 fixes a leak", author: "CI" });
    const late = await attestry(["policy", "set", "com.example.cli", "-", "--reason", "x", "--base", "1"], { input });
    expect(late).toMatchObject({ code: 2, stdout: "" });
    expect(late.stderr).toContain("was written meanwhile");
  });

  it("previews a draft, puts a version in force for some, and rolls back", async () => {
    const input = JSON.stringify({ ...STARTING_POLICY, minimumAppVersion: "3.0" });
    const draft = ["policy", "set", "com.example.cli", "-", "--reason", "3.0", "--draft", "--json"];
    const { version } = JSON.parse((await attestry(draft, { input })).stdout);
    const preview = await attestry(["policy", "preview", "com.example.cli", "-", "--range", "24h"], { input });
    expect(preview).toMatchObject({ code: 0, stderr: "" });
    expect(preview.stdout).toContain("newly rejected: 0 instances, 0 attestations");
    const asJson = ["policy", "preview", "com.example.cli", "--version", String(version), "--json"];
    expect(JSON.parse((await attestry(asJson)).stdout)).toMatchObject({ range: "7d", instances: { rejected: 0 } });

    const some = ["policy", "activate", "com.example.cli", String(version), "--percent", "5", "--stop-above", "4%"];
    expect((await attestry(some)).stdout).toBe(
      `version ${version} of com.example.cli's policy is in force for 5 % of the instances\n`,
    );
    const all = await attestry(["policy", "activate", "com.example.cli", String(version), "--json"]);
    expect(JSON.parse(all.stdout)).toMatchObject({ version });
    const back = await attestry(["policy", "rollback", "com.example.cli"]);
    expect(back.stdout).toBe("version 2 of com.example.cli's policy is in force for all\n");
  });

  it.each([
    [["policy", "preview", "com.example.cli"], "either a file or --version"],
    [
      ["policy", "preview", "com.example.cli", "--version", "2", "--range", "2d"],
      "--range is one of 1h, 24h, 7d, 30d, 90d",
    ],
    [["policy", "preview", "com.example.cli", "--version", "99"], "no such policy version"],
    [["policy", "activate", "com.example.cli", "x"], "takes a version number"],
    [["policy", "activate", "com.example.cli", "2", "--percent", "0"], "takes a percentage from 1 to 100"],
    [["policy", "activate", "com.example.cli", "2", "--shadow", "--percent", "5"], "--percent is not for it"],
    [["policy", "rollback", "com.example.cli", "--to", "99"], "no such policy version"],
    [["instance", "show", "latest"], '"latest" needs --app'],
    [["instance", "show", "latest", "--app", "com.example.cli"], "No instance of this app has attested yet"],
    [["instance", "show", "not-an-id"], "Not valid: id"],
    [["instance", "override", crypto.randomUUID(), "ban", "--reason", "x"], "There is no such instance"],
    [["instance", "override", crypto.randomUUID(), "praise"], "force-pass, force-fail, ban or lift"],
  ])("refuses %j with exit code 2 and one sentence", async (args, words) => {
    const { code, stdout, stderr } = await attestry(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^error: .+\n(hint: .+\n)?$/);
  });

  it("names the wrong field of a policy", async () => {
    const input = JSON.stringify({ ...STARTING_POLICY, builds: "any" });
    const { code, stderr } = await attestry(["policy", "set", "com.example.cli", "-", "--reason", "x"], { input });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: Not valid: policy\.builds\.\nhint: policy\.builds: .+\n$/);
  });

  it("exits 2 with one sentence when the key is wrong or nobody answers, and never prints the key", async () => {
    const wrong = await attestry(["app", "list"], { key: "attestry_wrong" });
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("unknown, expired or revoked");
    const away = await attestry(["app", "list", "--url", "http://127.0.0.1:9"]);
    expect(away.stderr).toBe(
      "error: http://127.0.0.1:9 does not answer\nhint: check --url, and that the console runs\n",
    );
    expect(`${wrong.stderr}${away.stderr}`).not.toContain(key);
  });

  it("checks the audit's chain, at the console and in an export, and names the entry that was changed", async () => {
    const holds = await attestry(["audit", "verify", "--json"]);
    expect(holds.code).toBe(0);
    const { head, entries } = JSON.parse(holds.stdout);
    expect(entries).toBeGreaterThan(2);
    expect((await attestry(["audit", "verify", "--head", head])).stdout).toContain("the noted head is part of it");
    const missing = await attestry(["audit", "verify", "--head", "f".repeat(64)]);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stdout).toContain("entries are missing");

    const exported = await fetch(`${url}/api/audit/export`, { headers: { authorization: `Bearer ${key}` } });
    const lines = (await exported.text()).trimEnd().split("\n");
    const whole = await packageFile("audit.ndjson", Buffer.from(`${lines.join("\n")}\n`));
    expect((await attestry(["audit", "verify", "--file", whole, "--head", head])).code).toBe(0);
    const cut = await packageFile("cut.ndjson", Buffer.from(lines.slice(0, -1).join("\n")));
    expect((await attestry(["audit", "verify", "--file", cut])).code).toBe(0);
    expect((await attestry(["audit", "verify", "--file", cut, "--head", head])).code).toBe(1);
    const forged = lines.map((line, index) => (index === 1 ? line.replace('"actor":"CI"', '"actor":"Eve"') : line));
    const { code, stdout } = await attestry([
      "audit",
      "verify",
      "--file",
      await packageFile("forged.ndjson", Buffer.from(forged.join("\n"))),
    ]);
    expect([code, stdout]).toEqual([1, expect.stringContaining(`broken at entry ${JSON.parse(lines[1] ?? "").id}`)]);

    await db.execute(sql`UPDATE audit_entries SET actor = 'Eve' WHERE id = 2`);
    const broken = await attestry(["audit", "verify"]);
    expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining("broken at entry 2")]);
  });
});
