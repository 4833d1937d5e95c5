import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { vectorsAbsent, vectorsFolder } from "../../lib/attestation/testing/vectors";
import type { Check } from "../../lib/contract/evidence";
import { generateEcKeys } from "../../lib/virtual-phones/certificates";
import { assertRequest, attestAppKey, createAppleAuthority, pointOf } from "../../lib/virtual-phones/iphone";
import { attestKey, createAndroidFactory } from "../../lib/virtual-phones/pixel";
import { createPlayKeys, mintToken, mintVerdict } from "../../lib/virtual-phones/play";
import { UsageError } from "../usage-error";
import { evidenceVerify } from "./evidence-verify";

let folder: string;
let [stdout, stderr] = ["", ""];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evidence-"));
  [stdout, stderr] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const appId = "ABCDE12345.com.example.bank";
const hash = Buffer.alloc(32, 5);
const keys = generateEcKeys();

function assertionFile(more: Record<string, unknown> = {}) {
  return {
    id: "assertion",
    input: {
      assertion: assertRequest(keys, { appId, clientDataHash: hash, counter: 1 }),
      publicKeyX962: pointOf(keys.publicKey).toString("base64"),
      clientDataHash: hash.toString("base64"),
      appId,
      previousCounter: 0,
    },
    validAt: null,
    ...more,
  };
}

const chainFile = () => ({
  id: "foreign-root",
  input: {
    chain: attestKey(createAndroidFactory(), keys.publicKey, { challenge: Buffer.from("abc") }),
    challenge: Buffer.from("abc").toString("base64"),
  },
  validAt: "2026-11-20T12:00:00Z",
});

async function write(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const lines = () =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("evidence verify", () => {
  it("exits 0 on evidence that passes and prints one JSON object", async () => {
    expect(await evidenceVerify([await write("a.json", assertionFile()), "--json"])).toBe(0);
    const [printed] = lines();
    expect(Object.keys(printed)).toEqual(["id", "format", "verdict", "reasons", "checks", "claims"]);
    expect(printed).toMatchObject({ id: "assertion", format: "app-attest", verdict: "pass", reasons: [] });
  });

  it("exits 1 on evidence that fails and names the reasons", async () => {
    expect(await evidenceVerify([await write("a.json", chainFile()), "--json"])).toBe(1);
    expect(lines()[0]).toMatchObject({ format: "key-attestation", verdict: "fail", claims: {} });
    expect(lines()[0].reasons).toContain("untrusted-chain");
  });

  it("says in words what failed when JSON is not asked for", async () => {
    expect(await evidenceVerify([await write("a.json", chainFile())])).toBe(1);
    expect(stdout).toMatch(/^fail {2}foreign-root {2}key-attestation: /);
    expect(stdout).toContain("chain-anchor: The chain leads to a pinned root (found serialNumber=");
  });

  it.each([
    ["that is not JSON", "{"],
    ["that is no evidence", { id: "x", input: { something: 1 } }],
    ["whose chain is no list", { id: "x", input: { chain: "MII" } }],
    ["without an id", { input: { chain: [] } }],
    ["whose instant is none", { ...chainFile(), validAt: "yesterday" }],
    ["whose key is none", { ...assertionFile(), input: { ...assertionFile().input, publicKeyX962: "AAAA" } }],
    ["without an app id", { ...assertionFile(), input: { ...assertionFile().input, appId: undefined } }],
  ])("exits 2 on a file %s, with one sentence and no stack", async (_name, content) => {
    expect(await evidenceVerify([await write("a.json", content), "--json"])).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: .+\n$/);
    expect(stderr).not.toContain("    at ");
  });

  it("exits 2 when there is no such file", async () => {
    expect(await evidenceVerify([join(folder, "missing.json")])).toBe(2);
  });

  it("opens a Play Integrity token with the keys the file gives", async () => {
    const play = createPlayKeys();
    const verdict = mintVerdict({
      packageName: "com.example.bank",
      signerDigests: ["ab".repeat(32)],
      requestHash: "hash",
      timestampMillis: Date.parse("2026-11-20T11:59:00Z"),
    });
    const input = {
      token: await mintToken(verdict, play),
      decryptionKey: play.encryption.export().toString("base64"),
      verificationKey: play.signing.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
      packageName: "com.example.bank",
      signerDigests: ["ab".repeat(32)],
      requestHash: "hash",
    };
    const path = await write("a.json", { id: "token", input, validAt: "2026-11-20T12:00:00Z" });
    expect(await evidenceVerify([path, "--json"])).toBe(0);
    expect(await evidenceVerify([path, "--json", "--at", "2026-11-20T13:00:00Z"])).toBe(1);
    expect(lines()[1].reasons).toEqual(["stale"]);
  });

  it("judges how an iOS 27 app was delivered only where the file says what is accepted", async () => {
    const category = new Map([["apple_validation_category_01", Buffer.of(1, 0, 0, 0)]]);
    const phone = attestAppKey(createAppleAuthority(), { appId, clientDataHash: hash, extensions: category });
    const input = {
      attestationObject: phone.attestation,
      keyId: phone.keyId,
      appId,
      clientDataHash: hash.toString("base64"),
    };
    const file = { id: "sample", validAt: "2026-11-20T12:00:00Z", input };
    const path = await write("a.json", file);
    const strict = await write("b.json", { ...file, input: { ...input, validationCategories: [2, 4] } });
    for (const each of [path, strict]) await evidenceVerify([each, "--json"]);
    const outcomes = lines().map(({ checks }) => checks.find(({ id }: Check) => id === "validation-category").outcome);
    expect(outcomes).toEqual(["annotate", "fail"]);
  });

  it("runs over a folder, one object a line, and compares with the verdicts the files state", async () => {
    await mkdir(join(folder, "below"));
    await write("a.json", assertionFile({ expected: { result: "pass" }, negatives: [negative("counter", 1)] }));
    await write("below/b.json", { ...chainFile(), expected: { chain: "pass", strictPolicy: "pass" } });
    await write("below/c.json", { note: "no evidence" });
    expect(await evidenceVerify([folder, "--json"])).toBe(1);
    expect(lines().map(({ id }) => id)).toEqual(["assertion", "foreign-root"]);
    expect(stderr).toContain("app-attest-assertion: 1 cases, 1 pass, 0 fail");
    expect(stderr).toContain("1 derived negatives were run, 0 missed");
    expect(stderr).toContain("missed foreign-root: fail");
    expect(stderr).toContain("1 files hold no evidence");
  });

  it("tells a derived negative that is not caught", async () => {
    await write("a.json", assertionFile({ expected: { result: "pass" }, negatives: [negative("counter", 0)] }));
    await evidenceVerify([folder]);
    expect(stderr).toContain("missed assertion: changed counter is not caught");
  });

  it("applies a revocation list that lies above the evidence, and one that is named", async () => {
    await mkdir(join(folder, "below"));
    const path = await write("below/a.json", chainFile());
    await write("revocation-status.json", { entries: { "01": { status: "REVOKED" } } });
    await evidenceVerify([path, "--json"]);
    expect(lines()[0].reasons).toContain("key-revoked");
    const empty = await write("empty.json", { entries: {} });
    await evidenceVerify([path, "--json", "--revocation-list", empty]);
    expect(lines()[1].reasons).not.toContain("key-revoked");
    expect(await evidenceVerify([path, "--revocation-list", await write("bad.json", "{}")])).toBe(2);
  });

  it.each([[[]], [["a", "b"]], [["a", "--policy", "lax"]], [["a", "--at", "noon"]], [["a", "--speed"]]])(
    "refuses the arguments %j",
    async (args) => {
      await expect(evidenceVerify(args)).rejects.toThrow(UsageError);
    },
  );
});

describe.skipIf(vectorsAbsent("key-attestation"))("over the published vectors", () => {
  it.each(["strict", "chain"])("misses no verdict with --policy %s", async (policy) => {
    expect(await evidenceVerify([vectorsFolder("."), "--json", "--policy", policy])).toBe(1);
    expect(stderr).not.toMatch(/[1-9]\d* missed|can't be read/);
    expect(stderr).toContain("key-attestation: 139 cases");
    expect(lines().length).toBeGreaterThan(190);
  });
});

function negative(step: string, previousCounter: number) {
  return { change: { previousCounter }, expected: "fail", step };
}
