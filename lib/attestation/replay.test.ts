import { describe, expect, it } from "vitest";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../contract/evidence";
import {
  type AppraisalPolicy,
  appraisalPolicySchema,
  DEVELOPMENT_SCOPES,
  FIXED_REJECT,
  SIGNAL_ACTIONS,
} from "../contract/policy";
import { EXCEPTION_ACTIONS } from "../contract/policy-exceptions";
import { encodeSignals, SDK_SIGNALS, SIGNAL_IDS, type Signal } from "../contract/signals";
import { seeded } from "../testing/random";
import { type AppraisalInput, appraise } from "./appraise";
import type { AttestedFacts } from "./attested-facts";
import { attestedState, parseAttestedState } from "./attested-state";
import { decide } from "./decide";
import type { InstanceOverride } from "./reference-values";
import { replay } from "./replay";

const SEED = 20_261_122;
const ROUNDS = 16_000;
const now = new Date("2026-11-22T10:00:00Z");
const OUR_SIGNER = "a".repeat(64);
const OTHER_SIGNER = "b".repeat(64);
const BOOT_KEY = "c".repeat(64);

const random = seeded(SEED);
const chance = (share: number) => random() < share;
function pick<T>(from: readonly T[]): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("nothing to pick from");
  return chosen;
}
const some = <T>(from: readonly T[], share: number) => from.filter(() => chance(share));

const VERSIONS = ["7.9.0", "7.14.2", "7.18.0"];
const SYSTEMS = ["12", "14", "17.4"];
const PATCHES = [null, "2025-05", "2025-11", "2025-11-05", "2026-02"];
const SDKS = ["4.1.3", "4.2.0", "4.2.1"];
const MODELS = ["Pixel 8", "SM-S921B", "SM-A546B"];
const tunable = SIGNAL_IDS.filter((id) => !FIXED_REJECT.includes(id));

function randomPolicy(): AppraisalPolicy {
  const formats = some(EVIDENCE_FORMATS, 0.8);
  return appraisalPolicySchema.parse({
    signals: Object.fromEntries(some(tunable, 0.7).map((id) => [id, pick(SIGNAL_ACTIONS)])),
    minimumAppVersion: chance(0.4) ? pick(VERSIONS) : null,
    minimumOsVersion: chance(0.4) ? pick(SYSTEMS) : null,
    minimumPatchLevel: chance(0.5) ? pick(PATCHES) : null,
    builds: pick(["exact", "signer"]),
    evidence: {
      formats: formats.length === 0 ? ["software-key"] : formats,
      minimumSecurityLevel: pick(SECURITY_LEVELS),
      hardwareFromOsVersion: chance(0.3) ? pick(SYSTEMS) : null,
      remoteProvisioningFromOsVersion: chance(0.2) ? pick(SYSTEMS) : null,
      allowedBootKeys: chance(0.3) ? [BOOT_KEY] : [],
      minimumVendorPatchLevel: chance(0.2) ? pick(PATCHES) : null,
      minimumBootPatchLevel: chance(0.2) ? pick(PATCHES) : null,
    },
    exceptions: Array.from({ length: chance(0.5) ? 2 : 0 }, () => ({
      signal: pick(tunable),
      action: pick(EXCEPTION_ACTIONS),
      sdkVersion: chance(0.3) ? pick(["4.2.*", ...SDKS]) : null,
      appVersion: chance(0.3) ? pick(VERSIONS) : null,
      model: pick(["SM-*", ...MODELS]),
    })),
  });
}

/** What a chain of Key Attestation proved, with whatever it left out. */
function randomFacts(): AttestedFacts {
  const [pat, vpt, bpt] = [pick(PATCHES), pick(PATCHES), pick(PATCHES)];
  return {
    prv: pick(["factory", "remote"] as const),
    ...(chance(0.8) ? { os: pick(SYSTEMS) } : {}),
    ...(pat === null ? {} : { pat }),
    ...(vpt === null ? {} : { vpt }),
    ...(bpt === null ? {} : { bpt }),
    ...(chance(0.2) ? { vbk: BOOT_KEY } : {}),
    ...(chance(0.8) ? { sgn: [chance(0.9) ? OUR_SIGNER : OTHER_SIGNER] } : {}),
  };
}

function randomInput(rules: AppraisalPolicy | null): AppraisalInput {
  const format = pick(EVIDENCE_FORMATS);
  const kind = pick(["force-pass", "force-fail", "ban"] as const);
  const override: InstanceOverride = { kind, reason: "test", expiresAt: null };
  const build = { versionName: "7.18.0", versionCode: 718, signerDigests: [OUR_SIGNER], teamId: null, expiresAt: null };
  return {
    app: {
      id: 1,
      platform: "android",
      appId: "com.example.app",
      name: "Example",
      acceptsTestTraffic: chance(0.7),
      builds: chance(0.9) ? [build] : [],
      playKeys: null,
      policy: rules === null ? null : { id: 1, version: 1, rules },
    },
    now,
    format,
    securityLevel: format === "software-key" ? "none" : pick(SECURITY_LEVELS),
    attested: format === "key-attestation" ? randomFacts() : {},
    test: chance(0.2),
    // A software key proves nothing about the phone: what is known of it is the SDK's.
    signals: some(format === "software-key" ? SDK_SIGNALS : SIGNAL_IDS, 0.06),
    details: {},
    versionName: pick(VERSIONS),
    versionCode: pick([717, 718]),
    signerDigests: [chance(0.85) ? OUR_SIGNER : OTHER_SIGNER],
    osVersion: pick(SYSTEMS),
    patchLevel: pick(PATCHES),
    sdkVersion: pick(SDKS),
    model: pick(MODELS),
    override: chance(0.15) ? override : null,
  };
}

/** What is kept in a rollup of an attestation that was judged. */
function recordedOf(input: AppraisalInput, signals: Iterable<Signal>) {
  return {
    signals: encodeSignals(signals),
    override: input.override?.kind ?? ("none" as const),
    osVersion: input.osVersion,
    format: input.format,
    appVersion: input.versionName,
    sdkVersion: input.sdkVersion,
    model: input.model,
    judgedBy: input.app.policy?.rules ?? null,
  };
}

const withPolicy = (input: AppraisalInput, rules: AppraisalPolicy): AppraisalInput => ({
  ...input,
  app: { ...input.app, policy: { id: 2, version: 2, rules } },
});

describe(`replaying what was recorded (seed ${SEED})`, () => {
  it("tells what appraising the instance by the draft tells, or that it can't tell", () => {
    let told = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const input = randomInput(chance(0.95) ? randomPolicy() : null);
      const draft = randomPolicy();
      const replayed = replay(draft, recordedOf(input, appraise(input).signals));
      if (replayed === null) continue;
      told++;
      const expected = appraise(withPolicy(input, draft)).outcome;
      if (replayed !== expected) expect.fail(`round ${round}: ${replayed}, appraised as ${expected}`);
    }
    expect(told / ROUNDS).toBeGreaterThan(0.6);
  });

  it("is always sure where the draft changes actions and exceptions only", () => {
    for (let round = 0; round < ROUNDS / 4; round++) {
      const rules = { ...randomPolicy(), minimumOsVersion: null };
      const input = randomInput(rules);
      const { signals, exceptions } = randomPolicy();
      const draft = { ...rules, signals, exceptions };
      const { minimumSecurityLevel, hardwareFromOsVersion } = rules.evidence;
      const anyLevel = minimumSecurityLevel === "none" && hardwareFromOsVersion === null;
      const evidence = input.format === "software-key" || anyLevel;
      if (!evidence || !rules.evidence.formats.includes(input.format)) continue;
      const replayed = replay(draft, recordedOf(input, appraise(input).signals));
      expect(replayed).toBe(appraise(withPolicy(input, draft)).outcome);
    }
  });

  it("lets a development credential speak for unreleased builds only, unless the policy says otherwise", () => {
    const waives = encodeSignals(["emulator", "app-repackaged", "software-key"]);
    for (let round = 0; round < ROUNDS / 8; round++) {
      const rules = randomPolicy();
      const developmentCredentials = pick(DEVELOPMENT_SCOPES);
      const { facts } = appraise(randomInput(rules));
      const released = facts.build === "exact" || facts.build === "signer";
      const speaks = developmentCredentials === "all-builds" || (developmentCredentials !== "never" && !released);
      const plain = decide(rules, facts);
      const shown = decide({ ...rules, developmentCredentials }, { ...facts, waives });
      expect(shown.rejecting).toBe(speaks ? plain.rejecting & ~waives : plain.rejecting);
    }
  });

  it("tells from an instance's facts exactly what appraising it tells, whatever the draft", () => {
    for (let round = 0; round < ROUNDS / 2; round++) {
      const input = randomInput(randomPolicy());
      const draft = randomPolicy();
      const { facts } = appraise(input);
      const expected = appraise(withPolicy(input, draft));
      // As history gives them back.
      const verdict = decide(draft, { ...facts, ...parseAttestedState(attestedState(facts)) });
      expect([verdict.outcome, verdict.signals]).toEqual([expected.outcome, encodeSignals(expected.signals)]);
    }
  });
});
