import { createSecretKey, randomBytes } from "node:crypto";
import { CompactSign } from "jose";
import { describe, expect, it } from "vitest";
import type { PlayIntegrityCheck } from "../../../contract/evidence-checks/play-integrity";
import type { Signal } from "../../../contract/signals";
import { generateEcKeys } from "../../../virtual-phones/certificates";
import {
  createPlayKeys,
  encryptToken,
  mintToken,
  mintVerdict,
  type VerdictOptions,
  verifierKeys,
} from "../../../virtual-phones/play";
import type { PlayIntegrityContext } from "./context";
import { verifyPlayIntegrityEvidence, verifyPlayIntegrityVerdict } from "./verify";

const NOW = new Date("2026-11-20T12:00:00Z");
const PACKAGE = "com.example.bank";
const SIGNER = "ab".repeat(32);
const keys = createPlayKeys();

const context: PlayIntegrityContext = {
  now: NOW,
  binding: { kind: "standard", requestHash: "our-request-hash" },
  app: { packageName: PACKAGE, signerDigests: [SIGNER] },
  environment: "production",
  test: true,
};

const honest: VerdictOptions = {
  packageName: PACKAGE,
  signerDigests: [SIGNER],
  requestHash: "our-request-hash",
  timestampMillis: NOW.getTime() - 1000,
};
const verdict = (changes: Partial<VerdictOptions> = {}) => mintVerdict({ ...honest, ...changes });
const failedOf = (checks: readonly { id: string; outcome: string }[]) =>
  checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);

async function open(token: string, more = verifierKeys(keys)) {
  const result = await verifyPlayIntegrityEvidence({ token }, more, context);
  return { result, failed: failedOf(result.checks) };
}

describe("a token (self-made: Google publishes none with its keys)", () => {
  it("opens with the app's keys and is verified", async () => {
    const { result, failed } = await open(await mintToken(verdict(), keys));
    expect(failed).toEqual([]);
    if (!result.verified) throw new Error("must be verified");
    expect(result.claims).toMatchObject({ appIds: [PACKAGE], signerDigests: [SIGNER], instanceKey: null, test: true });
  });

  it("opens with the second of two keys while they rotate", async () => {
    const { failed } = await open(await mintToken(verdict(), keys), verifierKeys(createPlayKeys(), keys));
    expect(failed).toEqual([]);
  });

  const jws = (header: { alg: string } = { alg: "ES256" }, key = keys.signing.privateKey) =>
    new CompactSign(Buffer.from(JSON.stringify(verdict()))).setProtectedHeader(header).sign(key);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const parts = async (change: (parts: string[]) => string[]) =>
    change((await mintToken(verdict(), keys)).split(".")).join(".");
  const flip = (text = "") => {
    const bytes = Buffer.from(text, "base64url");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return bytes.toString("base64url");
  };
  const unsigned = () => `${part({ alg: "none" })}.${part(verdict())}.`;
  const confused = async () => {
    const spki = createSecretKey(
      Buffer.from(keys.signing.publicKey.export({ type: "spki", format: "pem" }).toString()),
    );
    return new CompactSign(Buffer.from(JSON.stringify(verdict()))).setProtectedHeader({ alg: "HS256" }).sign(spki);
  };

  const ATTACKS: [string, () => Promise<string>, PlayIntegrityCheck][] = [
    ["of four parts", () => parts((all) => all.slice(0, 4)), "token-decodes"],
    ["of six parts", () => parts((all) => [...all, "AA"]), "token-decodes"],
    ["of more than 16 KB", async () => "A".repeat(16_385), "token-decodes"],
    ["that is only signed", () => jws(), "token-decodes"],
    ["whose header is no JSON", () => parts((all) => all.with(0, "AAAA")), "token-decodes"],
    ["with alg none", () => parts((all) => all.with(0, part({ alg: "none", enc: "A256GCM" }))), "token-decodes"],
    [
      "encrypted directly",
      async () => encryptToken(await jws(), keys.encryption, { alg: "dir", enc: "A256GCM" }),
      "token-decodes",
    ],
    [
      "with another content encryption",
      async () => encryptToken(await jws(), keys.encryption, { alg: "A256KW", enc: "A256CBC-HS512" }),
      "token-decodes",
    ],
    [
      "with a further header member",
      async () => encryptToken(await jws(), keys.encryption, { alg: "A256KW", enc: "A256GCM", kid: "1" }),
      "token-decodes",
    ],
    [
      "that says it is compressed",
      () => parts((all) => all.with(0, part({ alg: "A256KW", enc: "A256GCM", zip: "DEF" }))),
      "token-decodes",
    ],
    ["with an altered ciphertext", () => parts((all) => all.with(3, flip(all[3]))), "token-decrypts"],
    ["with an altered wrapped key", () => parts((all) => all.with(1, flip(all[1]))), "token-decrypts"],
    ["with a wrapped key of the wrong length", () => parts((all) => all.with(1, "AAAA")), "token-decrypts"],
    ["with an initialisation vector of the wrong length", () => parts((all) => all.with(2, "AAAA")), "token-decrypts"],
    ["with a truncated tag", () => parts((all) => all.with(4, (all[4] ?? "").slice(0, 16))), "token-decrypts"],
    [
      "encrypted with another key",
      async () => encryptToken(await jws(), createSecretKey(randomBytes(32))),
      "token-decrypts",
    ],
    ["that holds no JWS", () => encryptToken("hello", keys.encryption), "token-signature"],
    ["that is not signed", async () => encryptToken(unsigned(), keys.encryption), "token-signature"],
    [
      "signed with the public key as a shared secret",
      async () => encryptToken(await confused(), keys.encryption),
      "token-signature",
    ],
    [
      "signed with another key",
      async () => encryptToken(await jws({ alg: "ES256" }, generateEcKeys().privateKey), keys.encryption),
      "token-signature",
    ],
    ["that holds no object", () => mintToken("text", keys), "verdict-decodes"],
  ];

  it.each(ATTACKS)("%s is refused", async (_name, token, check) => {
    const { result, failed } = await open(await token());
    expect(failed).toEqual([check]);
    expect(result.verified).toBe(false);
  });

  it("is refused when there are no keys", async () => {
    const { failed } = await open(await mintToken(verdict(), keys), { decryption: [], verification: [] });
    expect(failed).toEqual(["token-decrypts"]);
  });
});

interface Case {
  readonly name: string;
  readonly payload: unknown;
  readonly changes?: Partial<PlayIntegrityContext>;
  readonly check: PlayIntegrityCheck;
  readonly signals: readonly Signal[];
  readonly verified?: boolean;
}

const sections = (more: Record<string, unknown>) => verdict({ sections: more });
const device = (...deviceRecognitionVerdict: string[]) => verdict({ deviceRecognitionVerdict });
const { requestHash: _absent, ...unbound } = honest;

const FAILURES: Case[] = [
  { name: "an empty object", payload: {}, check: "verdict-decodes", signals: ["malformed"] },
  {
    name: "a timestamp that is no number",
    payload: verdict({ timestampMillis: "soon" }),
    check: "verdict-decodes",
    signals: ["malformed"],
  },
  { name: "no binding", payload: mintVerdict(unbound), check: "request-binding", signals: ["malformed"] },
  { name: "both bindings", payload: verdict({ nonce: "AAAA" }), check: "request-binding", signals: ["malformed"] },
  {
    name: "a classic verdict where a standard one was asked for",
    payload: mintVerdict({ ...unbound, nonce: "our-request-hash" }),
    check: "request-binding",
    signals: ["replayed"],
  },
  {
    name: "another request hash",
    payload: verdict({ requestHash: "another" }),
    check: "request-value",
    signals: ["replayed"],
  },
  {
    name: "another nonce",
    payload: mintVerdict({ ...unbound, nonce: "AAAA" }),
    changes: { binding: { kind: "classic", nonce: "BBBB" } },
    check: "request-value",
    signals: ["replayed"],
  },
  {
    name: "a verdict of 16 minutes",
    payload: verdict({ timestampMillis: NOW.getTime() - 960_000 }),
    changes: { maximumAgeSeconds: 86_400 },
    check: "request-time",
    signals: ["stale"],
  },
  {
    name: "a verdict older than a tighter policy",
    payload: verdict({ timestampMillis: NOW.getTime() - 61_000 }),
    changes: { maximumAgeSeconds: 60 },
    check: "request-time",
    signals: ["stale"],
  },
  {
    name: "a verdict from six minutes ahead",
    payload: verdict({ timestampMillis: NOW.getTime() + 360_000 }),
    check: "request-time",
    signals: ["stale"],
  },
  {
    name: "a request of another app",
    payload: verdict({ packageName: "com.evil.clone", appPackageName: PACKAGE }),
    check: "request-package",
    signals: ["app-not-registered"],
  },
  {
    name: "a response made for testers",
    payload: sections({ testingDetails: { isTestingResponse: true } }),
    check: "testing-response",
    signals: ["dev-mode"],
  },
  {
    name: "an unrecognised version",
    payload: verdict({ appRecognitionVerdict: "UNRECOGNIZED_VERSION" }),
    check: "app-recognition",
    signals: ["app-repackaged"],
    verified: true,
  },
  {
    name: "a recognition that nobody knows",
    payload: verdict({ appRecognitionVerdict: "SOMETHING_NEW" }),
    check: "app-recognition",
    signals: ["app-not-registered"],
    verified: true,
  },
  {
    name: "another package",
    payload: verdict({ appPackageName: "com.evil.clone" }),
    check: "app-package",
    signals: ["app-not-registered"],
    verified: true,
  },
  {
    name: "another signer beside the registered one",
    payload: verdict({ signerDigests: [SIGNER, "cd".repeat(32)] }),
    check: "app-signer",
    signals: ["app-repackaged"],
    verified: true,
  },
  {
    name: "an app older than the minimum",
    payload: verdict({ versionCode: 6 }),
    changes: { app: { ...context.app, minimumVersionCode: 7 } },
    check: "attested-app-version",
    signals: ["outdated-app"],
    verified: true,
  },
  { name: "no label", payload: device(), check: "device-integrity", signals: ["root", "emulator"], verified: true },
  {
    name: "a missing device verdict",
    payload: sections({ deviceIntegrity: {} }),
    check: "device-integrity",
    signals: ["root", "emulator"],
    verified: true,
  },
  {
    name: "basic integrity only",
    payload: device("MEETS_BASIC_INTEGRITY"),
    check: "device-integrity",
    signals: ["root", "bootloader-unlocked", "custom-os"],
    verified: true,
  },
  {
    name: "virtual integrity",
    payload: device("MEETS_VIRTUAL_INTEGRITY"),
    check: "device-integrity",
    signals: ["emulator"],
    verified: true,
  },
  {
    name: "a label that nobody knows",
    payload: device("MEETS_EVERYTHING"),
    check: "device-integrity",
    signals: ["root"],
    verified: true,
  },
  {
    name: "no strong integrity where the policy asks for it",
    payload: verdict(),
    changes: { requireStrongIntegrity: true },
    check: "strong-integrity",
    signals: ["outdated-patch"],
    verified: true,
  },
  {
    name: "an unknown system under a minimum",
    payload: verdict(),
    changes: { minimumSdkVersion: 30 },
    check: "sdk-version",
    signals: ["outdated-patch"],
    verified: true,
  },
];

const NOTES: Case[] = [
  {
    name: "token farming",
    payload: sections({
      deviceIntegrity: {
        deviceRecognitionVerdict: ["MEETS_DEVICE_INTEGRITY"],
        recentDeviceActivity: { deviceActivityLevel: "LEVEL_4" },
      },
    }),
    check: "device-activity",
    signals: [],
  },
  {
    name: "an unlicensed account",
    payload: sections({ accountDetails: { appLicensingVerdict: "UNLICENSED" } }),
    check: "licensing",
    signals: ["unlicensed"],
  },
  {
    name: "a licence that was not evaluated",
    payload: sections({ accountDetails: { appLicensingVerdict: "UNEVALUATED" } }),
    check: "licensing",
    signals: [],
  },
  {
    name: "apps that cover, capture and control the screen",
    payload: sections({
      environmentDetails: { appAccessRiskVerdict: { appsDetected: ["UNKNOWN_OVERLAYS", "UNKNOWN_CONTROLLING"] } },
    }),
    check: "app-access-risk",
    signals: ["screen-overlay", "accessibility-abuse"],
  },
  {
    name: "a risk that was not evaluated",
    payload: sections({ environmentDetails: { appAccessRiskVerdict: {} } }),
    check: "app-access-risk",
    signals: [],
  },
  {
    name: "Play Protect switched off",
    payload: sections({ environmentDetails: { playProtectVerdict: "POSSIBLE_RISK" } }),
    check: "play-protect",
    signals: ["malware-risk"],
  },
];

describe("a verdict", () => {
  it("of an honest phone passes, standard and classic", () => {
    expect(failedOf(verifyPlayIntegrityVerdict(verdict(), context).checks)).toEqual([]);
    const classic = mintVerdict({ ...unbound, nonce: "b3VyLW5v_Y2U=" });
    const binding = { kind: "classic", nonce: "b3VyLW5v_Y2U" } as const;
    expect(failedOf(verifyPlayIntegrityVerdict(classic, { ...context, binding }).checks)).toEqual([]);
  });

  it.each(FAILURES)("with $name fails $check", ({ payload, changes, check, signals, verified = false }) => {
    const result = verifyPlayIntegrityVerdict(payload, { ...context, ...changes });
    expect(failedOf(result.checks)).toContain(check);
    expect(result.signals).toEqual(expect.arrayContaining([...signals]));
    expect(result.verified).toBe(verified);
  });

  it.each(NOTES)("with $name is annotated for the policy", ({ payload, check, signals }) => {
    const result = verifyPlayIntegrityVerdict(payload, context);
    expect(failedOf(result.checks)).toEqual([]);
    expect(result.checks.find(({ id }) => id === check)?.outcome).toBe("annotate");
    expect([...result.signals].sort()).toEqual([...signals].sort());
  });

  it("is tried against every check", () => {
    const tried = new Set<string>([...FAILURES, ...NOTES].map(({ check }) => check));
    const untried = verifyPlayIntegrityVerdict(verdict(), context).checks.filter(({ id }) => !tried.has(id));
    expect(untried.map(({ id }) => id)).toEqual(["token-decodes", "token-decrypts", "token-signature"]);
  });
});
