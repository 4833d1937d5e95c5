/**
 * One enrolment: proof of possession, challenge, platform evidence, credential. An instance whose evidence speaks
 * against it is enrolled all the same, with that in its sealed credential: it can't tell, and every attestation of it
 * is judged by it.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { StoredCheck } from "../contract/checks";
import {
  ENROLMENT_TYP,
  type EnrolmentClaims,
  enrolmentClaimsSchema,
  enrolmentRequestSchema,
} from "../contract/protocol";
import { encodeSignals, type Signal } from "../contract/signals";
import { decodeCompactJws } from "../encoding/jws";
import { appraise, check } from "./appraise";
import { type Attempt, type Known, refuse } from "./attempt";
import { modelOf } from "./attest";
import { verifyChallenge } from "./challenge";
import type { EvidenceResult } from "./claims";
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
}

export interface Enrolment {
  readonly attempt: Attempt;
  /** Null when the request was refused. */
  readonly enrolled: { readonly instance: EnrolledInstance; readonly credential: string } | null;
}

/** Judges a parsed request body. Throws nothing on account of the caller. */
export async function enrol(body: unknown, context: AttestationContext): Promise<Enrolment> {
  const known: Known = { kind: "enrolment", at: context.now };
  const refused = (
    from: Known,
    signal: Signal,
    code: "invalid_request" | "use_attestation_challenge" | "invalid_token",
    description: string,
  ) => ({
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

  const shown = claims.development_token;
  const development =
    shown === undefined ? null : verifyDevelopmentToken(shown, app, claims.cnf.jwk, context.references, context.now);
  if (shown !== undefined && development === null)
    return refused(
      fresh,
      "untrusted-chain",
      "invalid_token",
      "The development token does not hold for this app and key.",
    );

  const evidence = await verifyEvidence({
    evidence: claims.evidence,
    app,
    platform: claims.platform,
    instanceKey: claims.cnf.jwk,
    challenge: claims.eat_nonce,
    now: context.now,
  });
  return conclude({ ...fresh, app }, claims, { evidence, development }, test, challenge.ageMs, context);
}

function conclude(
  known: Known & { app: RegisteredApp },
  claims: EnrolmentClaims,
  { evidence, development }: { evidence: EvidenceResult; development: DevelopmentCredential | null },
  testKeyShown: boolean,
  ageMs: number,
  context: AttestationContext,
): Enrolment {
  const id = context.newInstanceId();
  const test = testKeyShown || (evidence.verified && evidence.claims.test);
  const securityLevel = evidence.verified ? evidence.claims.securityLevel : "none";
  const app = policyFor(known.app, id);
  const appraisal = appraise({
    app,
    now: context.now,
    format: claims.evidence.format,
    securityLevel,
    test,
    signals: evidence.signals,
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
  const held: StoredCheck[] = [
    check("challenge-authentic", "pass", `enrolment, ${known.app.appId}`, "same"),
    check("challenge-fresh", "pass", `${Math.max(0, ageMs)} ms old`, "at most 60 s"),
    check("proof-of-possession", "pass", "ES256", "the key in cnf"),
    ...evidence.checks.map((made): StoredCheck => [made.id, made.outcome, made.found ?? null, made.expected ?? ""]),
  ];
  const attempt: Attempt = {
    claims: {},
    details: {},
    redeems: null,
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
    checks: [...held, ...appraisal.checks],
  };
  const credential: InstanceCredential = {
    v: 1,
    iid: id,
    app: known.app.id,
    cnf: claims.cnf.jwk,
    fmt: claims.evidence.format,
    lvl: securityLevel,
    sig: encodeSignals(evidence.signals),
    test,
    ...(development === null ? {} : { dev: development.credentialId }),
    iat: Math.floor(context.now.getTime() / 1000),
  };
  const instance: EnrolledInstance = {
    id,
    appId: known.app.id,
    format: claims.evidence.format,
    securityLevel,
    thumbprint: thumbprint(claims.cnf.jwk),
    test: test || development !== null,
    model: modelOf(claims),
    evidence: { checks: evidence.checks, details: evidence.verified ? evidence.claims.details : {} },
  };
  return { attempt, enrolled: { instance, credential: sealCredential(credential, context.credentialKey) } };
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
