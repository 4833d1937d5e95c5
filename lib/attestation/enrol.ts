/**
 * One enrolment: proof of possession, challenge, platform evidence, credential. Evidence that proves nothing is refused.
 * An instance whose evidence holds and speaks against it is enrolled all the same, with that in its sealed credential:
 * it can't tell, and every attestation of it is judged by it (docs/decisions/0010-unproven-evidence.md).
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { StoredCheck } from "../contract/checks";
import type { Check } from "../contract/evidence";
import {
  ENROLMENT_TYP,
  type EnrolmentClaims,
  enrolmentClaimsSchema,
  enrolmentRequestSchema,
  type RefusalCode,
} from "../contract/protocol";
import { encodeSignals, type Signal } from "../contract/signals";
import { decodeCompactJws } from "../encoding/jws";
import { appraise, check } from "./appraise";
import { storedCheck } from "./assertion";
import { type Attempt, type Known, refuse, refuseEvidence } from "./attempt";
import { modelOf } from "./attest";
import { attestedFacts } from "./attested-facts";
import { verifyChallenge } from "./challenge";
import type { EvidenceResult, VerifiedClaims } from "./claims";
import type { AttestationContext } from "./context";
import { type InstanceCredential, sealCredential } from "./credential";
import { verifyDevelopmentToken } from "./development";
import { importPublicJwk, verifyPossession } from "./possession";
import type { DevelopmentCredential, RegisteredApp } from "./reference-values";
import { policyFor } from "./rollout";
import { thumbprint } from "./thumbprint";
import { verifyEvidence } from "./verifiers";

/** A new instance as the history keeps it. */
export interface EnrolledInstance {
  readonly id: string;
  readonly appId: number;
  readonly format: string;
  readonly securityLevel: string;
  readonly thumbprint: string;
  readonly test: boolean;
  readonly model: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The key that App Attest attested, by which later assertions count; null for every other format. */
  readonly appAttest: AttestedAppKey | null;
}

export interface AttestedAppKey {
  /** SHA-256 of the key, standard base64, as App Attest names it. */
  readonly keyId: string;
  readonly environment: string;
  /** For Apple's fraud assessment, standard base64. */
  readonly receipt: string;
}

export interface Enrolment {
  readonly attempt: Attempt;
  /** Null when the request was refused. */
  readonly enrolled: { readonly instance: EnrolledInstance; readonly credential: string } | null;
}

/** Judges a parsed request body. Throws nothing on account of the caller. */
export async function enrol(body: unknown, context: AttestationContext): Promise<Enrolment> {
  const known: Known = { kind: "enrolment", at: context.now };
  const refused = (from: Known, signal: Signal, code: RefusalCode, description: string) => ({
    attempt: refuse(from, signal, { code, description }),
    enrolled: null,
  });
  const request = enrolmentRequestSchema.safeParse(body);
  if (!request.success) return refused(known, "malformed", "invalid_request", "The body must be {evidence}.");
  const jws = decodeCompactJws(request.data.evidence);
  const parsed = enrolmentClaimsSchema.safeParse(jws?.payload);
  if (jws === null || !parsed.success)
    return refused(known, "malformed", "invalid_request", "The evidence is not an enrolment JWS.");
  const claims = parsed.data;

  const key = importPublicJwk(claims.cnf.jwk);
  if (key === null || !verifyPossession(jws, ENROLMENT_TYP, key)) {
    return refused(known, "untrusted-chain", "invalid_token", "The evidence is not signed by the key in cnf.");
  }
  const app = context.references.findApp(claims.platform, claims.swname);
  const test = isTestTraffic(claims, context.testKey);
  if (test === null)
    return refused({ ...known, app }, "untrusted-chain", "invalid_token", "The test key is not this deployment's.");
  const described: Known = {
    ...known,
    app,
    test,
    facets: facetsOf(claims, context.country),
    claims: shownClaims(claims),
  };
  if (app === null)
    return refused(described, "app-not-registered", "invalid_request", "This app is not registered for this platform.");

  const binding = { purpose: "enrolment", platform: app.platform, appId: app.appId } as const;
  const challenge = verifyChallenge(claims.eat_nonce, binding, context.now, context.challengeKey);
  if (challenge.state === "foreign") {
    return refused(
      described,
      "replayed",
      "use_attestation_challenge",
      "The challenge is not one of ours for this app and purpose.",
    );
  }
  const fresh: Known = {
    ...described,
    redeems: { nonce: challenge.nonce, expiresAt: challenge.expiresAt, node: challenge.node },
  };
  if (challenge.state === "expired")
    return refused(fresh, "stale", "use_attestation_challenge", "The challenge has expired; get a fresh one.");

  const token = claims.development_token;
  const shown =
    token === undefined ? null : verifyDevelopmentToken(token, app, claims.cnf.jwk, context.references, context.now);
  if (shown?.state === "unproven")
    return refused(
      fresh,
      "untrusted-chain",
      "invalid_token",
      "The development token does not hold for this app and key.",
    );
  if (shown?.state === "ended") {
    const description = `The development credential ${shown.ended === "expired" ? "has expired" : "was revoked"}; make a new one.`;
    return refused(fresh, "untrusted-chain", `development_credential_${shown.ended}`, description);
  }
  const development = shown?.credential ?? null;

  const evidence = await verifyEvidence({
    evidence: claims.evidence,
    app,
    platform: claims.platform,
    instanceKey: claims.cnf.jwk,
    challenge: claims.eat_nonce,
    trust: context.trust,
    now: context.now,
  });
  const held: StoredCheck[] = [
    check("challenge-authentic", "pass", `enrolment, ${app.appId}`, "same"),
    check("challenge-fresh", "pass", `${Math.max(0, challenge.ageMs)} ms old`, "at most 60 s"),
    check("proof-of-possession", "pass", "ES256", "the key in cnf"),
  ];
  const proven: Known & Pick<Held, "app"> = {
    ...fresh,
    app,
    test: test || (evidence.verified && evidence.claims.test),
  };
  if (!evidence.verified) {
    const checks = [...held, ...evidence.checks.map(storedCheck)];
    const refusal = { code: "invalid_token", description: "The platform evidence does not hold." } as const;
    const established = evidence.checks.flatMap(({ outcome, signals = [] }) => (outcome === "fail" ? signals : []));
    return { attempt: refuseEvidence({ ...proven, checks }, evidence.signals, refusal, established), enrolled: null };
  }
  if (development !== null && !(await context.redeemDevelopmentUse(development))) {
    const description = `The development credential was good for ${development.usesMax} enrolments; make a new one.`;
    return refused({ ...proven, checks: held }, "untrusted-chain", "development_credential_used_up", description);
  }
  return conclude({ ...proven, checks: held }, claims, { evidence, development }, context);
}

type Held = Known & { readonly app: RegisteredApp };

/** Evidence that a verifier vouches for. */
type Verified = Extract<EvidenceResult, { verified: true }>;

function conclude(
  known: Held,
  claims: EnrolmentClaims,
  { evidence, development }: { evidence: Verified; development: DevelopmentCredential | null },
  context: AttestationContext,
): Enrolment {
  const { claims: proven, signals, checks } = evidence;
  const id = context.newInstanceId();
  const test = known.test ?? false;
  const attested = attestedFacts(proven);
  const app = policyFor(known.app, id);
  const appraisal = appraise({
    app,
    now: context.now,
    format: proven.format,
    securityLevel: proven.securityLevel,
    attested,
    test,
    signals,
    details: {},
    versionName: claims.swversion,
    versionCode: claims.version_code,
    signerDigests: claims.signer_digests,
    osVersion: claims.os_version,
    patchLevel: claims.patch_level ?? null,
    sdkVersion: claims.sdk_version,
    model: modelOf(claims),
    override: null,
    development,
  });
  const attempt: Attempt = {
    claims: {},
    details: {},
    redeems: null,
    counter: null,
    facets: facetsOf(claims, context.country),
    ...known,
    app,
    refusal: null,
    facts: appraisal.facts,
    shadow: null,
    overrideId: null,
    credentialId: development?.credentialId ?? null,
    instanceId: id,
    test: test || development !== null,
    outcome: appraisal.outcome,
    signals: [...appraisal.signals],
    reasons: appraisal.reasons,
    annotations: appraisal.annotations,
    override: appraisal.override,
    checks: [...(known.checks ?? []), ...withoutJudged(checks, appraisal.checks), ...appraisal.checks],
  };
  const credential: InstanceCredential = {
    v: 1,
    iid: id,
    app: known.app.id,
    cnf: claims.cnf.jwk,
    fmt: proven.format,
    lvl: proven.securityLevel,
    sig: encodeSignals(signals),
    att: attested,
    test,
    ...(development === null ? {} : { dev: development.credentialId }),
    iat: Math.floor(context.now.getTime() / 1000),
  };
  const instance: EnrolledInstance = {
    id,
    appId: known.app.id,
    format: proven.format,
    securityLevel: proven.securityLevel,
    thumbprint: thumbprint(claims.cnf.jwk),
    test: test || development !== null,
    model: modelOf(claims),
    evidence: { checks, details: proven.details },
    appAttest: attestedAppKey(claims, proven),
  };
  return { attempt, enrolled: { instance, credential: sealCredential(credential, context.credentialKey) } };
}

/** The verifier's checks but for those that the policy's rules have made again, with the rule's own expectation. */
function withoutJudged(checks: readonly Check[], judged: readonly StoredCheck[]): StoredCheck[] {
  const again = new Set(judged.map(([id]) => id));
  return checks.filter(({ id }) => !again.has(id)).map(storedCheck);
}

function attestedAppKey({ evidence }: EnrolmentClaims, proven: VerifiedClaims): AttestedAppKey | null {
  if (evidence.format !== "app-attest" || proven.receipt === undefined) return null;
  const receipt = Buffer.from(proven.receipt).toString("base64");
  // One spelling: the same key id in the other alphabet, or without padding, is the same key.
  const keyId = Buffer.from(evidence.keyId, "base64").toString("base64");
  return { keyId, environment: String(proven.details.environment), receipt };
}

/** Null when a test key was shown that is not ours: production traffic shows none. */
function isTestTraffic(claims: EnrolmentClaims, testKey: Buffer | null): boolean | null {
  if (claims.test_key === undefined) return false;
  if (testKey === null) return null;
  const digest = (value: Buffer) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(Buffer.from(claims.test_key, "utf8")), digest(testKey)) ? true : null;
}

function shownClaims(claims: EnrolmentClaims): Record<string, unknown> {
  const { swname, swversion, platform, version_code, signer_digests, os_version, patch_level, sdk_version } = claims;
  return {
    swname,
    swversion,
    platform,
    version_code,
    signer_digests,
    hwmodel: modelOf(claims),
    os_version,
    patch_level,
    sdk_version,
  };
}

function facetsOf(claims: EnrolmentClaims, country: string): Attempt["facets"] {
  return {
    platform: claims.platform,
    appVersion: claims.swversion,
    sdkVersion: claims.sdk_version,
    osVersion: claims.os_version,
    model: modelOf(claims),
    country,
    format: claims.evidence.format,
  };
}
