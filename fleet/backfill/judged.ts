import { appraise } from "../../lib/attestation/appraise";
import type { RegisteredApp } from "../../lib/attestation/reference-values";
import type { StoredDecision } from "../../lib/contract/checks";
import { OUTCOMES } from "../../lib/contract/outcome";
import { encodeSignals, SIGNALS } from "../../lib/contract/signals";
import { type Facets, type InstanceState, instanceState } from "../../lib/events/event";
import type { Installation, Shape } from "./installations";

const FOREIGN_SIGNER = "c0ffee".padEnd(64, "0");

/** How an installation is judged under one release: what history stores of each of its attestations. */
export interface Judged {
  readonly facets: Facets;
  readonly outcome: number;
  readonly signals: number;
  readonly reasons: number;
  readonly firstReason: number;
  readonly policyVersionId: number;
  readonly decision: string;
  readonly state: InstanceState;
}

const EVIDENCE = {
  android: { format: "key-attestation", level: "trusted-environment" },
  ios: { format: "app-attest", level: "secure-enclave" },
} as const;

/** Judges by the very function that the data plane judges with. */
export function judge(installation: Installation, shape: Shape, app: RegisteredApp, test: boolean, now: Date): Judged {
  const { platform, model, osVersion, patchLevel, country, repackaged } = installation;
  const { format, level } = EVIDENCE[platform];
  const signers = app.builds[0]?.signerDigests ?? [];
  const details = Object.fromEntries(shape.signals.map((signal) => [signal, detailOf(signal, shape)]));
  const appraisal = appraise({
    app,
    now,
    format,
    securityLevel: level,
    // The hardware says what the SDK says: the sample's phones don't contradict themselves.
    attested: {},
    test,
    signals: shape.signals,
    details,
    versionName: shape.version,
    versionCode: shape.versionCode,
    signerDigests: repackaged ? [FOREIGN_SIGNER] : signers,
    osVersion,
    patchLevel,
    sdkVersion: shape.sdk,
    model,
    override: null,
  });
  const decision: StoredDecision = {
    checks: [
      ["challenge-authentic", "pass"],
      ["challenge-fresh", "pass", "297 ms old", "60 s at most"],
      ["challenge-unused", "pass", "first use"],
      ["credential-authentic", "pass"],
      ["proof-of-possession", "pass", "ES256 by the instance key"],
      ...appraisal.checks,
    ],
    claims: {
      swname: app.appId,
      swversion: shape.version,
      os_version: osVersion,
      hwmodel: model,
      sdk_version: shape.sdk,
    },
    details,
  };
  const [first] = appraisal.reasons;
  return {
    facets: {
      appId: app.id,
      test,
      platform,
      appVersion: shape.version,
      sdkVersion: shape.sdk,
      osVersion,
      model,
      country,
      format,
    },
    outcome: OUTCOMES[appraisal.outcome],
    signals: encodeSignals(appraisal.signals),
    reasons: encodeSignals(appraisal.reasons),
    firstReason: first === undefined ? -1 : SIGNALS[first].bit,
    policyVersionId: app.policy?.id ?? 0,
    decision: JSON.stringify(decision),
    state: instanceState(appraisal.facts),
  };
}

function detailOf(signal: string, shape: Shape): string {
  return signal === "dev-mode" ? "developer options are on" : shape.detail;
}
