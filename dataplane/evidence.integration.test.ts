import {
  appAttestEvidence,
  type EvidenceProvider,
  keyAttestationEvidence,
  playIntegrityEvidence,
  softwareEvidence,
} from "@attestry/sdk";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { appAttestKeys, apps, playIntegrityKeys, policyVersions, vaultKeys } from "../drizzle/schema";
import { playKeysPurpose } from "../lib/contract/play-keys";
import {
  type AppraisalPolicy,
  appraisalPolicySchema,
  type EvidenceRules,
  evidenceRulesSchema,
  STARTING_POLICY,
} from "../lib/contract/policy";
import { decodeSignals, SIGNALS, type Signal } from "../lib/contract/signals";
import { seal } from "../lib/secrets/sealing";
import { createVirtualAppAttest } from "../lib/virtual-phones/app-attest-service";
import { createVirtualKeystore, type PixelAttack } from "../lib/virtual-phones/keystore";
import { type AndroidFactory, createAndroidFactory, type RecordOptions } from "../lib/virtual-phones/pixel";
import { createPlayKeys } from "../lib/virtual-phones/play";
import { createVirtualPlay } from "../lib/virtual-phones/play-service";
import { createTestAuthorities, type TestAuthorities } from "../lib/virtual-phones/test-authorities";
import { APP, registerApp, SIGNER } from "./testing/registration";
import { type RunningDataplane, runDataplane } from "./testing/running";
import { createVirtualPhone } from "./testing/virtual-phone";

const IOS = { app: "com.example.ios", platform: "ios", osVersion: "18.1" } as const;
const TEAM = "TEAM123456";

let dataplane: RunningDataplane;
let authorities: TestAuthorities;
let androidId: number;

beforeAll(async () => {
  dataplane = await runDataplane();
  authorities = createTestAuthorities(dataplane.worker.service.keys.testKey);
  const policy = {
    tellReasons: true,
    signals: { ...STARTING_POLICY.signals, "bootloader-unlocked": "reject" },
  } as const;
  ({ appId: androidId } = await registerApp(dataplane, { policy }));
  await registerApp(dataplane, { policy, appId: IOS.app, teamId: TEAM, domain: "ios.example.com" });
  await registerApp(dataplane, {
    policy,
    appId: "com.example.live",
    domain: "live.example.com",
    acceptsTestTraffic: false,
  });
  await raiseConfiguration();
}, 120_000);
afterAll(() => dataplane?.stop());

/** Tests write rows directly; a change of the apps table is what raises the configuration's version. */
async function raiseConfiguration(): Promise<void> {
  await dataplane.db.update(apps).set({ name: sql`${apps.name}` });
  await dataplane.settled();
}

/** Puts a policy in force for the Android app. */
async function enforce(policy: Partial<AppraisalPolicy>): Promise<void> {
  const whole = appraisalPolicySchema.parse({ ...STARTING_POLICY, tellReasons: true, ...policy });
  await dataplane.db.update(policyVersions).set({ policy: whole }).where(eq(policyVersions.appId, androidId));
  await raiseConfiguration();
}

/** Puts rules on platform evidence in force for it. */
async function require(rules: Partial<EvidenceRules>): Promise<void> {
  await enforce({ evidence: evidenceRulesSchema.parse(rules) });
}

interface Pixel {
  readonly factory?: AndroidFactory;
  readonly record?: Partial<RecordOptions>;
  readonly attack?: PixelAttack;
  readonly app?: string;
}

function pixel({ factory = authorities.factory, record = {}, attack, app = APP.app }: Pixel = {}) {
  const said = { packages: [{ name: app, versionCode: 1 }], signerDigests: [SIGNER], ...record };
  const keystore = createVirtualKeystore({ factory, record: said, ...(attack === undefined ? {} : { attack }) });
  return createVirtualPhone(dataplane, keyAttestationEvidence(keystore), { app });
}

const iphone = (options: { replaysCounter?: boolean; appId?: string } = {}) =>
  createVirtualPhone(
    dataplane,
    appAttestEvidence(
      createVirtualAppAttest({ authority: authorities.apple, appId: `${TEAM}.${IOS.app}`, ...options }),
    ),
    IOS,
  );

function playPhone(change: { deviceRecognitionVerdict?: readonly string[]; signerDigests?: readonly string[] } = {}) {
  const verdict = { packageName: APP.app, signerDigests: [SIGNER], ...change };
  const play = createVirtualPlay({ keys: authorities.play, verdict, now: Date.now });
  return createVirtualPhone(dataplane, playIntegrityEvidence(play));
}

interface LastEvent {
  readonly kind: number;
  readonly outcome: number;
  readonly signals: string[];
  readonly reasons: readonly string[];
  readonly error: string | null;
  readonly firstReason: number;
  readonly test: boolean;
  readonly checks: readonly (readonly [id: string, outcome: string, found?: string | null, expected?: string])[];
}

async function lastEvent(): Promise<LastEvent> {
  const { rows } = await dataplane.pool.query(
    `SELECT e.kind, e.outcome, e.signals, e.reasons, e.first_reason, e.error_code, e.decision, f.test FROM attestation_events e
     JOIN facets f ON f.id = e.facet_id ORDER BY e.ts DESC, e.id DESC LIMIT 1`,
  );
  const { kind, outcome, signals, reasons, first_reason: firstReason, error_code: error, decision, test } = rows[0];
  return {
    kind,
    outcome,
    signals: decodeSignals(signals),
    reasons: decodeSignals(reasons),
    firstReason,
    error,
    test,
    checks: JSON.parse(decision).checks,
  };
}

const outcomeOf = ({ checks }: LastEvent, id: string) => checks.find((check) => check[0] === id)?.[1];

describe("a phone with hardware evidence passes, as test traffic, with each check on its record", () => {
  it.each([
    ["Key Attestation, key from the factory", () => pixel(), "boot-state"],
    ["Key Attestation, key from over the air", () => pixel({ factory: authorities.remote }), "chain-revocation"],
    ["App Attest", () => iphone(), "attestation-nonce"],
    ["Play Integrity", () => playPhone(), "request-value"],
  ])("%s", async (_, phone, checkId) => {
    const one = phone();
    expect(await one.attest()).toEqual({ reasons: [] });
    const attestation = await lastEvent();
    expect(attestation).toMatchObject({ kind: 2, outcome: 1, test: true });
    const { rows } = await dataplane.pool.query(
      "SELECT decision FROM attestation_events WHERE kind = 1 ORDER BY ts DESC, id DESC LIMIT 1",
    );
    const checks: LastEvent["checks"] = JSON.parse(rows[0].decision).checks;
    expect(checks.find(([id]) => id === checkId)?.[1]).toBe("pass");
    expect(new Set(checks.map(([id]) => id)).size).toBe(checks.length);
    expect(await one.attest()).toEqual({ reasons: [] });
  });
});

describe("evidence that proves nothing is refused, and leaves an event that says why", () => {
  it.each<[string, () => ReturnType<typeof pixel>, string, Signal]>([
    [
      "a chain extended with an own key",
      () => pixel({ attack: "chain-extension" }),
      "record-position",
      "untrusted-chain",
    ],
    ["a revoked serial", () => pixel({ factory: authorities.revoked }), "chain-revocation", "key-revoked"],
    ["another team's app", () => iphone({ appId: `OTHER12345.${IOS.app}` }), "app-id-hash", "app-repackaged"],
    [
      "a test root where the app refuses test traffic",
      () => pixel({ app: "com.example.live" }),
      "chain-anchor",
      "untrusted-chain",
    ],
  ])("%s", async (_, phone, checkId, signal) => {
    expect(await phone().attest()).toHaveProperty("error");
    const event = await lastEvent();
    expect(event).toMatchObject({ kind: 1, outcome: 0, error: "invalid_token" });
    // The reason is what the failed check says. That no policy waves it through stands among the signals alone.
    expect(event).toMatchObject({ reasons: [signal], firstReason: SIGNALS[signal].bit });
    expect(event.signals).toEqual(expect.arrayContaining([signal, "untrusted-chain"]));
    expect(outcomeOf(event, checkId)).toBe("fail");
  });

  it("a chain that another key than the attested one signs for", async () => {
    const stolen = createVirtualKeystore({
      factory: authorities.factory,
      record: { packages: [{ name: APP.app, versionCode: 1 }], signerDigests: [SIGNER] },
    });
    const { keys, ...collects } = keyAttestationEvidence(stolen);
    const relayed: EvidenceProvider = {
      async collect(request) {
        const key = await keys?.create(request.challenge);
        if (key === undefined) throw new Error("the provider makes keys");
        return collects.collect({ ...request, publicJwk: key.publicJwk });
      },
    };
    expect(await createVirtualPhone(dataplane, relayed).attest()).toHaveProperty("error");
    const event = await lastEvent();
    expect(outcomeOf(event, "key-possession")).toBe("fail");
    expect(event.error).toBe("invalid_token");
  });
});

describe("evidence that holds and speaks against the phone rejects every attestation", () => {
  it.each<[string, () => ReturnType<typeof pixel>, string]>([
    ["an unlocked bootloader", () => pixel({ attack: "unlocked-bootloader" }), "bootloader-unlocked"],
    ["a foreign package", () => pixel({ attack: "foreign-package" }), "app-not-registered"],
    ["a foreign signer", () => pixel({ record: { signerDigests: ["cd".repeat(32)] } }), "app-repackaged"],
    ["a foreign signer, by Google's word", () => playPhone({ signerDigests: ["cd".repeat(32)] }), "app-repackaged"],
    ["no device integrity", () => playPhone({ deviceRecognitionVerdict: [] }), "root"],
  ])("%s", async (_, phone, reason) => {
    const told = await phone().attest();
    expect(told).toHaveProperty("reasons");
    expect("reasons" in told && told.reasons).toContain(reason);
    expect(await lastEvent()).toMatchObject({ kind: 2, outcome: 0, test: true });
  });
});

it("a root that the SDK reports rejects a phone whose proof passed, and a clean report saves none whose proof failed", async () => {
  const record = { packages: [{ name: APP.app, versionCode: 1 }], signerDigests: [SIGNER] };
  const keystore = createVirtualKeystore({ factory: authorities.factory, record });
  const rooted = createVirtualPhone(dataplane, keyAttestationEvidence(keystore), { reports: ["root"] });
  expect(await rooted.attest()).toEqual({ reasons: ["root"] });
  expect(outcomeOf(await lastEvent(), "app-signer")).toBe("pass");
  expect(await pixel({ attack: "unlocked-bootloader" }).attest()).toEqual({ reasons: ["bootloader-unlocked"] });
});

describe("App Attest's counter", () => {
  it("is refused when it was shown before, in the transaction of the event", async () => {
    const cloned = iphone({ replaysCounter: true });
    expect(await cloned.attest()).toEqual({ reasons: [] });
    expect(await cloned.attest()).toHaveProperty("error");
    const event = await lastEvent();
    expect(event).toMatchObject({ kind: 2, outcome: 0, error: "use_attestation_challenge" });
    expect(event.signals).toContain("replayed");
  });

  it("rises with each attestation, and the receipt is kept", async () => {
    const honest = iphone();
    for (let count = 0; count < 3; count++) expect(await honest.attest()).toEqual({ reasons: [] });
    const kept = await dataplane.db.select().from(appAttestKeys).orderBy(sql`enrolled_at DESC`).limit(1);
    expect(kept[0]).toMatchObject({ counter: 3, environment: "production" });
    expect(kept[0]?.receipt.length).toBe(64);
  });

  it("passes exactly one of ten attestations that show the same one at once", async () => {
    const cloned = iphone({ replaysCounter: true });
    const answers = await Promise.all(Array.from({ length: 10 }, () => cloned.attest()));
    expect(answers.length).toBe(10);
    const { rows } = await dataplane.pool.query(
      `SELECT count(*)::int AS passed FROM attestation_events e JOIN app_attest_keys k USING (instance_id)
       WHERE e.kind = 2 AND e.outcome = 1 AND k.instance_id =
         (SELECT instance_id FROM app_attest_keys ORDER BY enrolled_at DESC LIMIT 1)`,
    );
    expect(rows[0].passed).toBe(1);
  });
});

describe("rules on platform evidence reach instances that are enrolled already", () => {
  it("hardware from Android 12 on rejects software keys of it as software-key, and no older phone", async () => {
    await require({});
    const phones = {
      old: createVirtualPhone(dataplane, softwareEvidence, { osVersion: "11" }),
      recent: createVirtualPhone(dataplane, softwareEvidence, { osVersion: "12" }),
      silent: createVirtualPhone(dataplane, softwareEvidence, { osVersion: "unknown" }),
      hardware: pixel(),
    };
    for (const phone of Object.values(phones)) expect(await phone.attest()).toEqual({ reasons: [] });
    await require({ hardwareFromOsVersion: "12" });
    expect(await phones.recent.attest()).toEqual({ reasons: ["software-key"] });
    expect(await phones.silent.attest()).toEqual({ reasons: ["software-key"] });
    expect(await phones.old.attest()).toEqual({ reasons: [] });
    expect(await phones.hardware.attest()).toEqual({ reasons: [] });
  });

  it("a boot key is accepted as soon as it is allowed", async () => {
    const signals = { ...STARTING_POLICY.signals, "custom-os": "reject" } as const;
    await enforce({ signals });
    const bootKey = Buffer.alloc(32, 7);
    const grapheneos = pixel({ record: { rootOfTrust: { state: 1, bootKey } } });
    expect(await grapheneos.attest()).toEqual({ reasons: ["custom-os"] });
    await enforce({ signals, evidence: evidenceRulesSchema.parse({ allowedBootKeys: [bootKey.toString("hex")] }) });
    expect(await grapheneos.attest()).toEqual({ reasons: [] });
    expect(outcomeOf(await lastEvent(), "boot-key-allowed")).toBe("pass");
  });

  it("remote provisioning from a version on refuses factory keys of it", async () => {
    await require({});
    const phones = { factory: pixel(), remote: pixel({ factory: authorities.remote }) };
    for (const phone of Object.values(phones)) expect(await phone.attest()).toEqual({ reasons: [] });
    await require({ remoteProvisioningFromOsVersion: "13" });
    expect(await phones.factory.attest()).toEqual({ reasons: ["untrusted-chain"] });
    expect(await phones.remote.attest()).toEqual({ reasons: [] });
  });

  it("patch levels count as the hardware says them", async () => {
    await require({ minimumVendorPatchLevel: "2026-08" });
    const old = pixel({ record: { vendorPatchLevel: 20_260_705 } });
    expect(await old.attest()).toEqual({ reasons: ["outdated-patch"] });
    expect(outcomeOf(await lastEvent(), "vendor-patch")).toBe("fail");
    expect(await pixel().attest()).toEqual({ reasons: [] });
  });
});

it("opens tokens with the app's own sealed keys, as real traffic, and leaves out keys that can't be used", async () => {
  const [live] = await dataplane.db.select().from(apps).where(eq(apps.appId, "com.example.live"));
  const [vault] = await dataplane.db.select().from(vaultKeys);
  if (live === undefined || vault === undefined) throw new Error("the data plane is not set up");
  const own = createPlayKeys();
  const verdict = { packageName: live.appId, signerDigests: [SIGNER] };
  const play = createVirtualPlay({ keys: own, verdict, now: Date.now });
  const phone = () => createVirtualPhone(dataplane, playIntegrityEvidence(play), { app: live.appId });
  expect(await phone().attest()).toHaveProperty("error");
  const store = async (text: string) => {
    const sealed = await seal(vault, playKeysPurpose(live.id), Buffer.from(text));
    await dataplane.db
      .insert(playIntegrityKeys)
      .values({ appId: live.id, sealed, fingerprint: "00000000", createdBy: "test" });
  };
  await store("not the keys");
  const verificationKey = own.signing.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  await store(JSON.stringify({ decryptionKey: own.encryption.export().toString("base64"), verificationKey }));
  await vi.waitUntil(() => dataplane.worker.service.snapshot().appById(live.id)?.playKeys != null, 30_000);
  expect(await phone().attest()).toEqual({ reasons: [] });
  expect(await lastEvent()).toMatchObject({ kind: 2, outcome: 1, test: false });
});

it("a root nobody knows is refused, with no revocation list at hand too", async () => {
  await require({});
  expect(dataplane.worker.service.trust().revocation).toBe("unavailable");
  expect(await pixel({ factory: createAndroidFactory() }).attest()).toHaveProperty("error");
  const event = await lastEvent();
  expect(event.error).toBe("invalid_token");
  expect(outcomeOf(event, "chain-anchor")).toBe("fail");
});
