import { spawn } from "node:child_process";
import { createECDH, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { calculateJwkThumbprint } from "jose";
import { afterAll, describe, expect, it } from "vitest";
import { apiKeys, apps, secretVaultKeys, secretVersions } from "../drizzle/schema";
import { mintApiKey } from "../lib/auth/api-key";
import { openJwe, readJweHeader } from "../lib/secrets/jwe";
import { testServices } from "../lib/testing/console";
import { serveConsole } from "../lib/testing/console-server";
import { testDatabase } from "../lib/testing/database";
import { buildProgram } from "../scripts/run.mjs";

const { db } = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), "attestry-cli-"));
afterAll(() => rm(folder, { recursive: true }));
const url = await serveConsole(testServices(db));

async function keyFor(role: "secrets-admin" | "analyst"): Promise<string> {
  const { key, prefix, keyHash } = mintApiKey();
  await db.insert(apiKeys).values({ name: role, prefix, keyHash, role, createdBy: "test" });
  return key;
}
const key = await keyFor("secrets-admin");

const pair = createECDH("prime256v1");
const point = pair.generateKeys();
const publicJwk = {
  kty: "EC",
  crv: "P-256",
  x: point.subarray(1, 33).toString("base64url"),
  y: point.subarray(33).toString("base64url"),
} as const;
const kid = await calculateJwkThumbprint({ ...publicJwk });
await db.insert(secretVaultKeys).values({ kid, publicJwk, provider: "file", providerKey: "test", wrapped: "none" });
await db.insert(apps).values({ platform: "android", appId: "com.example.cli", name: "CLI" });

const bin = await buildProgram("cli");

async function attestry(args: string[], options: { input?: string; key?: string } = {}) {
  const env: NodeJS.ProcessEnv = { NODE_ENV: "test", ATTESTRY_CONSOLE_URL: url, ATTESTRY_API_KEY: options.key ?? key };
  const child = spawn(process.execPath, [bin, ...args], { env });
  child.stdin.end(options.input ?? "");
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, stdout, stderr };
}

const app = ["--app", "com.example.cli"];
const domain = ["--domain", "api.example.com"];

async function newestValue(): Promise<string> {
  const rows = await db.select().from(secretVersions);
  const newest = rows.sort((a, b) => b.id - a.id)[0];
  const { purpose } = readJweHeader(newest?.sealed ?? "");
  return openJwe(pair.getPrivateKey(), purpose, newest?.sealed ?? "").toString();
}

describe("attestry secret", () => {
  it("takes a value from stdin, seals it here, and prints it nowhere", async () => {
    const { code, stdout, stderr } = await attestry(["secret", "set", "maps-key", "-", ...app, ...domain], {
      input: "s3cr3t\n",
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^maps-key is kept for com\.example\.cli; sealed to vault key [0-9a-f]{4} [0-9a-f]{4}, fingerprint [0-9a-f]{12}\n$/,
    );
    expect(stdout).not.toContain("s3cr3t");
    expect(await newestValue()).toBe("s3cr3t");
  });

  it("keeps a name once and says how to change it", async () => {
    const again = await attestry(["secret", "set", "maps-key", "-", ...app, ...domain], { input: "x" });
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain("hint: attestry secret rotate maps-key");
  });

  it("rotates from a file, at a time, with an overlap, and refuses a time that has passed", async () => {
    const file = join(folder, "value");
    await writeFile(file, "second\r\n");
    const past = await attestry(["secret", "rotate", "maps-key", file, ...app, "--at", "2020-01-01T00:00:00Z"]);
    expect(past).toMatchObject({ code: 2 });
    expect(past.stderr).toContain("Has passed");
    const { code, stdout } = await attestry([
      "secret",
      "rotate",
      "maps-key",
      file,
      ...app,
      "--overlap",
      "15m",
      "--json",
    ]);
    expect(code).toBe(0);
    const { versions } = JSON.parse(stdout);
    expect(versions.map(({ state }: { state: string }) => state)).toEqual(["current", "overlapping"]);
    expect(await newestValue()).toBe("second");
    const stale = await attestry(["secret", "rotate", "maps-key", file, ...app, "--expected", "1"]);
    expect(stale.stderr).toContain("Version 2 was made by secrets-admin");
  });

  it("lists, revokes with a reason, and tells an analyst what is missing", async () => {
    expect((await attestry(["secret", "list", ...app])).stdout).toMatch(/maps-key +2 +current +[0-9a-f]{12}/);
    const analyst = await attestry(["secret", "revoke", "maps-key", "2", ...app, "--reason", "x"], {
      key: await keyFor("analyst"),
    });
    expect(analyst).toMatchObject({ code: 2 });
    expect(analyst.stderr).toContain("secrets:write");
    expect(await attestry(["secret", "revoke", "maps-key", "2", ...app])).toMatchObject({ code: 2 });
    const { stdout } = await attestry(["secret", "revoke", "maps-key", "2", ...app, "--reason", "leaked"]);
    expect(stdout).toBe("version 2 of maps-key is revoked\n");
  });

  it("imports a .env file: a dry run first, then all of it", async () => {
    const file = join(folder, ".env");
    await writeFile(file, "# ours\nPAY_KEY='abc def'\nTILE_KEY=xyz\n");
    const dry = await attestry(["secret", "import", file, ...app, ...domain]);
    expect(dry.stdout).toMatch(/PAY_KEY +create +version 1[\s\S]*nothing was changed/);
    expect((await attestry(["secret", "list", "--json"])).stdout).not.toContain("PAY_KEY");
    expect((await attestry(["secret", "import", file, ...app, ...domain, "--apply"])).stdout).toContain("done");
    expect((await attestry(["secret", "import", file, ...app, ...domain])).stdout).toMatch(
      /TILE_KEY +unchanged +version 1/,
    );
    const pem = "-----BEGIN KEY-----\nabc\n-----END KEY-----";
    await writeFile(file, `GOOD="${pem}"\nEMPTY=\nLONG=${"x".repeat(65_537)}\nA/B=1\n`);
    const partly = await attestry(["secret", "import", file, ...app, ...domain]);
    expect(partly.code).toBe(1);
    expect(partly.stdout).toMatch(/GOOD +create +version 1/);
    expect(partly.stdout).toMatch(/EMPTY +refuse +Its value is empty\./);
    expect(partly.stdout).toMatch(/LONG +refuse +Its value has 65537 bytes; a secret can have 65536\./);
    expect(partly.stdout).toMatch(/A\/B +refuse +A name has 1 to 64/);
    const all = await attestry(["secret", "import", file, ...app, ...domain, "--apply"]);
    expect(all).toMatchObject({ code: 2, stderr: expect.stringContaining("Nothing was imported") });
    expect((await attestry(["secret", "list", "--json"])).stdout).not.toContain("GOOD");
    await writeFile(file, "not a line s3cr3t");
    const refused = await attestry(["secret", "import", file, ...app, ...domain]);
    expect(refused.stderr).toContain("Line 1 is not NAME=value.");
    expect(refused.stderr).not.toContain("s3cr3t");
  });
});

describe("attestry token", () => {
  const secret = randomBytes(64).toString("base64");

  it("makes examples that check as what they are, by every form of the secret", async () => {
    const file = join(folder, "hs256");
    for (const form of [secret, Buffer.from(secret, "base64").toString("base64url")]) {
      await writeFile(file, form);
      const token = (await attestry(["token", "example", "--secret", file, "--bound", "session"])).stdout.trim();
      const good = await attestry(["token", "check", token, "--secret", file, "--bound", "session"]);
      expect(good).toMatchObject({ code: 0, stderr: "" });
      expect(good.stdout).toMatch(/^good\n/);
      expect(good.stdout).toContain("search the console for it");
      expect(good.stdout).not.toContain(form);
      expect(await attestry(["token", "check", token, "--secret", file, "--bound", "stolen"])).toMatchObject({
        code: 1,
      });
    }
    for (const type of ["invalid", "expired"]) {
      const token = (await attestry(["token", "example", "--secret", file, "--type", type])).stdout.trim();
      expect(await attestry(["token", "check", "-", "--secret", file], { input: `Bearer ${token}` })).toMatchObject({
        code: 1,
      });
    }
  });

  it("decodes what it can't verify, and refuses what is no token", async () => {
    const file = join(folder, "hs256");
    const token = (
      await attestry(["token", "example", "--secret", file, "--audience", "api.example.com"])
    ).stdout.trim();
    expect(JSON.parse((await attestry(["token", "decode", token, "--json"])).stdout)).toMatchObject({
      header: { alg: "HS256" },
      claims: { aud: "api.example.com" },
    });
    expect(await attestry(["token", "decode", "nonsense"])).toMatchObject({ code: 2 });
    const needs = await attestry(["token", "check", token]);
    expect(needs).toMatchObject({ code: 2 });
    expect(needs.stderr).toContain("--secret");
  });
});
