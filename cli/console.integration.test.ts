import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNull, sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { apiKeys, policyRollouts } from "../drizzle/schema";
import { mintApiKey } from "../lib/auth/api-key";
import { parseDevelopmentSecret } from "../lib/contract/development-secret";
import { STARTING_POLICY } from "../lib/contract/policy";
import { buildApk, mintApkSigner } from "../lib/registration/testing/build-apk";
import { testServices } from "../lib/testing/console";
import { serveConsole } from "../lib/testing/console-server";
import { testDatabase } from "../lib/testing/database";
import { commandLine } from "./testing/command-line";

const { db } = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "attestry-cli-"));
afterAll(() => rm(folder, { recursive: true }));
const plain = testServices(db);
const url = await serveConsole({ ...plain, settings: { ...plain.settings, dataDir: folder } });

const { key, prefix, keyHash } = mintApiKey();
await db.insert(apiKeys).values({ name: "CI", prefix, keyHash, role: "admin", createdBy: "test" });

const attestry = commandLine(url, key);

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
    const back = await attestry(["policy", "rollback", "com.example.cli", "--reason", "too many calls"]);
    expect(back.stdout).toBe("version 2 of com.example.cli's policy is in force for all\n");
  });

  it("starts, grows, pauses, resumes and ends a rollout, and lists and compares versions", async () => {
    const own = ["com.example.cli"];
    const activate = (...more: string[]) => attestry(["policy", "activate", ...own, "3", ...more]);
    const rollout = (act: string, ...more: string[]) => attestry(["policy", "rollout", act, ...own, ...more]);
    expect(await rollout("show")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^none is open; .+ completed/),
    });
    expect(await rollout("pause")).toMatchObject({ code: 2, stderr: expect.stringContaining("no rollout of") });

    await activate("--percent", "5", "--stop-above", "4%", "--stop-below", "0.5");
    const grown = await activate(
      "--percent",
      "25",
      "--stop-below",
      "none",
      "--stop-from",
      "40",
      "--reason",
      "calm",
      "--json",
    );
    expect(grown).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(grown.stdout)).toMatchObject({ percent: 25, revision: 2, band: { lowest: null, highest: 0.04 } });
    expect(JSON.parse(grown.stdout)).toMatchObject({ minimumAttestations: 40, reason: "calm" });
    const other = await attestry(["policy", "activate", ...own, "1", "--percent", "5"]);
    expect(other).toMatchObject({ code: 2, stdout: "" });
    expect(other.stderr).toContain("hint: attestry policy rollout end com.example.cli");

    expect((await rollout("pause")).stdout).toContain("is paused and judges nobody");
    expect(JSON.parse((await rollout("resume", "--reason", "all clear", "--json")).stdout)).toMatchObject({
      ...{ state: "running", percent: 25, reason: "all clear" },
    });
    const shown = await rollout("show");
    expect(shown.stdout).toContain("in force for 25 % of the instances\nshare      25 %\nchanged ");
    expect(shown.stdout).toContain("stops      above 4 % rejected, from 40 attestations within 10 min on");
    await db
      .update(policyRollouts)
      .set({ state: "stopped", stopReason: "Too many." })
      .where(isNull(policyRollouts.endedAt));
    const stopped = await rollout("show");
    expect(stopped).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("is stopped and judges nobody: Too many."),
    });
    expect((await rollout("end")).stdout).toBe("the rollout of version 3 of com.example.cli's policy is ended\n");

    const listed = await attestry(["policy", "list", ...own]);
    expect(listed.stdout).toMatch(/^version +state[^\n]+\n3 +was in force .+ 3\.0\n2 +in force .+\n1 +was in force /);
    const page = await attestry(["policy", "list", ...own, "--limit", "1", "--before", "3", "--json"]);
    expect(JSON.parse(page.stdout)).toMatchObject({ activeVersion: 2, versions: [{ version: 2 }], nextCursor: 2 });
    expect(JSON.parse(page.stdout).versions[0].activations).toMatchObject([
      { by: "CI", reason: "too many calls" },
      { by: "CI", reason: "2.0 fixes a leak" },
    ]);
    const diff = await attestry(["policy", "diff", ...own, "1", "3"]);
    expect(diff).toEqual({ code: 1, stdout: 'minimumAppVersion: null -> "3.0"\n', stderr: "" });
    const alike = await attestry(["policy", "diff", ...own, "3", "3", "--json"]);
    expect(alike.code).toBe(0);
    expect(JSON.parse(alike.stdout)).toEqual({ from: 3, to: 3, changes: [] });
  });

  it("makes a development credential that is printed once, lists it and ends it", async () => {
    const app = ["--app", "com.example.cli"];
    const create = ["credential", "create", "Emulators", ...app, "--expires", "30d", "--purpose", "ci"];
    const { code, stdout, stderr } = await attestry([...create, "--waive", "emulator"]);
    expect(code).toBe(0);
    expect(parseDevelopmentSecret(stdout.trimEnd())).not.toBeNull();
    expect(stderr).toMatch(/^credential \d+ ends at .+\n$/);
    const asJson = JSON.parse((await attestry([...create, "--uses", "3", "--json"])).stdout);
    expect(asJson.credential).toMatchObject({ name: "Emulators", purpose: "ci", uses: 0, usesMax: 3, usesLeft: 3 });

    const listed = await attestry(["credential", "list", ...app]);
    expect(listed.stdout).toMatch(/\n\d+ +Emulators +ci +valid +\S+ +3 more +0 +never +CI\n\d+ .+ any +0/);
    expect(listed.stdout).not.toContain(asJson.secret);
    const { id } = asJson.credential;
    const revoked = await attestry(["credential", "revoke", String(id), ...app]);
    expect(revoked.stdout).toMatch(/^Emulators is revoked since /);
    const rows = JSON.parse((await attestry(["credential", "list", ...app, "--json"])).stdout).credentials;
    expect(rows.map(({ revokedBy }: { revokedBy: string | null }) => revokedBy)).toEqual(["CI", null]);
  });

  it.each([
    [["policy", "rollout", "grow", "com.example.cli"], "takes show, pause, resume or end"],
    [["policy", "activate", "com.example.cli", "2", "--stop-above", "4"], "--stop-above needs --percent"],
    [["policy", "activate", "com.example.cli", "2", "--percent", "5", "--stop-below", "x"], "from 0 to 100, or none"],
    [["policy", "activate", "com.example.cli", "2", "--percent", "5", "--stop-from", "0"], "a number of attestations"],
    [["policy", "rollback", "com.example.cli", "--reason", ""], "Not valid: reason"],
    [["policy", "activate", "com.example.cli", "1", "--percent", "2.5"], "Whole percent"],
    [
      ["policy", "activate", "com.example.cli", "1", "--percent", "5", "--stop-above", "1", "--stop-below", "2"],
      "The highest rate must be above the lowest",
    ],
    [["policy", "diff", "com.example.cli", "1"], "takes an app id and two versions"],
    [["policy", "diff", "com.example.cli", "1", "99"], "no such policy version"],
    [["policy", "list", "com.example.cli", "--limit", "500"], "At most 200"],
    [["credential", "create", "x", "--app", "com.example.cli"], "needs --expires"],
    [["credential", "create", "x", "--app", "com.example.cli", "--expires", "900d"], "At most 366 days"],
    [["credential", "create", "x", "--app", "com.example.cli", "--expires", "2020-01-01T00:00:00Z"], "Has passed"],
    [
      ["credential", "create", "x", "--app", "com.example.cli", "--expires", "8h", "--waive", "replayed"],
      "can't be waived",
    ],
    [
      ["credential", "create", "x", "--app", "com.example.cli", "--expires", "8h", "--uses", "0"],
      "number of installations",
    ],
    [["credential", "revoke", "99", "--app", "com.example.cli"], "has no development credential 99"],
    [["credential", "list"], "--app is missing"],
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
    [["instance", "override", crypto.randomUUID(), "ban"], "needs --reason"],
    [
      ["instance", "override", crypto.randomUUID(), "force-pass", "--reason", "x"],
      "a force-pass needs --expires, at most 90d",
    ],
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
