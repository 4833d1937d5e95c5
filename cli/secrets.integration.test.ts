import { createECDH, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, describe, expect, it } from "vitest";
import { apiKeys, apps, secretVaultKeys, secretVersions } from "../drizzle/schema";
import { mintApiKey } from "../lib/auth/api-key";
import { exportPrivateJwk } from "../lib/encoding/p256-keys";
import { openJwe, readJweHeader } from "../lib/secrets/jwe";
import { testServices } from "../lib/testing/console";
import { serveConsole } from "../lib/testing/console-server";
import { testDatabase } from "../lib/testing/database";
import { commandLine } from "./testing/command-line";

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

const attestry = commandLine(url, key);

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

  it("rolls back, ends an overlap, shows who holds what, and takes the name again to delete", async () => {
    const set = ["secret", "set", "tiles-key", "-", ...app, ...domain];
    expect(await attestry(set, { input: "first" })).toMatchObject({ code: 0 });
    const rotate = ["secret", "rotate", "tiles-key", "-", ...app, "--overlap", "none"];
    expect(await attestry(rotate, { input: "second" })).toMatchObject({ code: 0 });
    const back = await attestry(["secret", "rollback", "tiles-key", "1", ...app, "--overlap", "24h"]);
    expect(back).toEqual({
      code: 0,
      stderr: "",
      stdout: "version 3 of tiles-key, the value of version 1, is live\n",
    });
    expect(await newestValue()).toBe("first");
    const current = await attestry(["secret", "rollback", "tiles-key", "3", ...app]);
    expect(current).toMatchObject({ code: 2, stderr: expect.stringContaining("Version 3 is current already") });
    const stale = await attestry(["secret", "rollback", "tiles-key", "1", ...app, "--expected", "1"]);
    expect(stale.stderr).toContain("Version 3 was made by secrets-admin");
    const unknown = await attestry(["secret", "rollback", "tiles-key", "1", ...app, "--expected", "newest"]);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("--expected takes a version number") });

    const adoption = ["secret", "adoption", "tiles-key", ...app];
    const open = await attestry(adoption);
    expect(open.stdout).toContain("version 3: 0, last delivered never");
    const asJson = await attestry([...adoption, "--json"]);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ active: 0, retire: { version: 2 } });
    expect(asJson.code).toBe(JSON.parse(asJson.stdout).retire.safe ? 0 : 1);

    const overlap = ["secret", "overlap", "tiles-key", "2", ...app];
    expect(await attestry(overlap)).toMatchObject({ code: 2, stderr: expect.stringContaining("needs --ends") });
    const past = await attestry([...overlap, "--ends", "2020-01-01T00:00:00Z"]);
    expect(past).toMatchObject({ code: 2, stderr: expect.stringContaining("Has passed") });
    const meanwhile = await attestry([...overlap, "--ends", "2h", "--expected", "2026-01-01T00:00:00.000Z"]);
    expect(meanwhile).toMatchObject({ code: 2, stderr: expect.stringContaining("Load it, then decide again") });
    expect(await attestry([...overlap, "--ends", "now"])).toMatchObject({ code: 0 });
    const ended = JSON.parse((await attestry(["secret", "scope", "tiles-key", ...app, "--json"])).stdout);
    expect(ended.versions.map(({ state }: { state: string }) => state)).toEqual(["current", "retired", "retired"]);

    const remove = ["secret", "delete", "tiles-key", ...app];
    const unsure = await attestry(remove);
    expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining("hint: add --confirm tiles-key") });
    expect((await attestry([...remove, "--confirm", "tiles-key"])).stdout).toBe("tiles-key is deleted\n");
    const gone = await attestry([...remove, "--confirm", "tiles-key"]);
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining("has no secret tiles-key") });
  });

  it("shows and changes which apps and APIs a secret is for", async () => {
    await db.insert(apps).values({ platform: "ios", appId: "com.example.cli", name: "CLI" });
    const android = [...app, "--platform", "android"];
    const ambiguous = await attestry(["secret", "scope", "maps-key", ...app]);
    expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining("add --platform android or ios") });
    const scope = ["secret", "scope", "maps-key", ...android];
    const changed = await attestry([...scope, "--add", "ios:com.example.cli", "--min-version", "2.1"]);
    expect(changed).toEqual({
      code: 0,
      stderr: "",
      stdout:
        "maps-key, revision 2, may be sent to api.example.com; for\n  com.example.cli, android, from 2.1 on\n  com.example.cli, ios, from 2.1 on\n",
    });
    const narrowed = [...scope, "--remove", "ios:com.example.cli", "--min-version", "none"];
    const after = await attestry([...narrowed, "--domain", "tiles.example.com", "--json"]);
    expect(JSON.parse(after.stdout)).toMatchObject({ revision: 3, domains: ["tiles.example.com"] });
    expect(JSON.parse(after.stdout).scopes).toEqual([{ appId: 1, minVersion: null }]);
    expect(await attestry([...scope, "--remove", "ios:com.example.cli"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("ios:com.example.cli does not have maps-key"),
    });
    expect(await attestry([...scope, "--min-version", "two"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("A version looks like 7.14.0"),
    });
    await db.delete(apps).where(eq(apps.platform, "ios"));
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

  it.each(["ES256", "RS256"])("makes %s examples with the key set that verifies them", async (alg) => {
    const jwks = join(folder, `${alg}.json`);
    const example = ["token", "example", "--alg", alg, "--jwks", jwks, "--audience", "api.example.com", "--json"];
    const made = JSON.parse((await attestry(example)).stdout);
    expect(made).toMatchObject({ header: { alg, typ: "JWT", kid: "example" }, claims: { aud: "api.example.com" } });
    const { payload } = await jwtVerify(made.token, createLocalJWKSet(made.jwks), { audience: "api.example.com" });
    expect(payload).toEqual(made.claims);
    expect(await attestry(["token", "check", made.token, "--jwks", jwks])).toMatchObject({ code: 0 });
    expect(JSON.stringify(made.jwks)).not.toContain('"d"');

    const invalid = JSON.parse((await attestry([...example, "--type", "invalid"])).stdout);
    expect(await attestry(["token", "check", invalid.token, "--jwks", jwks])).toMatchObject({ code: 1 });
  });

  it("signs examples by a key that was given, and refuses one of another kind without quoting it", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const own = ["token", "example", "--alg", "ES256", "--key", "-", "--kid", "mine", "--json"];
    for (const input of [pem, JSON.stringify(exportPrivateJwk(privateKey))]) {
      const { token, jwks } = JSON.parse((await attestry(own, { input })).stdout);
      const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks));
      expect(protectedHeader.kid).toBe("mine");
    }
    const other = await attestry(["token", "example", "--alg", "RS256", "--key", "-"], { input: pem });
    expect(other).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("RS256 needs an RSA key") });
    const broken = await attestry(own, { input: "-----BEGIN s3cr3t" });
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining("not a private key in PEM or a JWK") });
    expect(broken.stderr).not.toContain("s3cr3t");
  });

  it.each([
    [["--alg", "none"], "--alg is one of HS256, ES256, RS256"],
    [["--alg", "ES256", "--secret", "x"], "--secret is for HS256"],
    [["--secret", "x", "--jwks", "y"], "--key and --jwks are for"],
    [[], "needs --secret, or --alg"],
  ])("refuses an example by %j", async (args, words) => {
    const { code, stdout, stderr } = await attestry(["token", "example", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
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
