/**
 * One attestation, top to bottom: open the credential, decode and verify the evidence, validate the challenge, parse
 * the claims, appraise. Each step either goes on or ends in a refusal that keeps what was learnt.
 * @module
 */
import type { KeyObject } from "node:crypto";
import type { StoredCheck } from "../contract/checks";
import {
  ATTESTATION_TYP,
  type AttestationClaims,
  attestationClaimsSchema,
  attestationRequestSchema,
} from "../contract/protocol";
import { decodeSignals, type Signal } from "../contract/signals";
import { decodeCompactJws } from "../encoding/jws";
import { appraise, check } from "./appraise";
import { verifyAssertion } from "./assertion";
import { type Attempt, type AttemptFacets, type Known, refuse, refuseEvidence } from "./attempt";
import { verifyChallenge } from "./challenge";
import type { PublicJwk } from "./claims";
import type { AttestationContext } from "./context";
import { type InstanceCredential, openCredential } from "./credential";
import { verifyPossession } from "./possession";
import type { RegisteredApp } from "./reference-values";
import { policyFor, shadowOf } from "./rollout";

/** Key objects are dear to make; the caller may keep them. Null when the JWK is no valid point. */
export type KeyImport = (jwk: PublicJwk) => KeyObject | null;

/** Judges a parsed request body. Throws nothing on account of the caller. */
export function attest(body: unknown, context: AttestationContext, importKey: KeyImport): Attempt {
  // Filled as steps hold. Copying it at every step would cost as much as parsing the request.
  const known: Growing = { kind: "attestation", at: context.now };
  const request = attestationRequestSchema.safeParse(body);
  if (!request.success) return refuse(known, "malformed", invalid("The body must be {credential, evidence}."));

  const credential = openCredential(request.data.credential, context.credentialKey);
  if (credential === null)
    return refuse(known, "untrusted-chain", unusable("The credential is not one of ours; enrol again."));
  const app = context.references.appById(credential.app);
  if (app === null)
    return refuse(known, "app-not-registered", unusable("The credential's app is no longer registered."));
  known.app = app;
  known.instanceId = credential.iid;
  // What is developed and tested is no live traffic.
  known.test = credential.test || credential.dev !== undefined;

  const jws = decodeCompactJws(request.data.evidence);
  if (jws === null)
    return refuse(known, "malformed", invalid("The evidence is not a compact JWS with a JSON payload."));
  const key = importKey(credential.cnf);
  if (key === null || !verifyPossession(jws, ATTESTATION_TYP, key)) {
    return refuse(known, "untrusted-chain", unusable("The evidence is not signed by the enrolled instance key."));
  }
  const parsed = attestationClaimsSchema.safeParse(jws.payload);
  if (!parsed.success) return refuse(known, "malformed", invalid(firstProblem(parsed.error)));
  const claims = parsed.data;
  const facets = facetsOf(claims, credential, context.country);
  known.claims = shownClaims(claims, facets.model);
  known.facets = facets;
  if (claims.wants !== undefined) known.wanted = { epk: claims.epk, wants: claims.wants };

  const binding = { purpose: "attestation", platform: app.platform, appId: app.appId } as const;
  const challenge = verifyChallenge(claims.eat_nonce, binding, context.now, context.challengeKey);
  if (challenge.state === "foreign")
    return refuse(known, "replayed", again("The challenge is not one of ours for this app and purpose."));
  known.redeems = challenge;
  if (challenge.state === "expired")
    return refuse(known, "stale", again("The challenge has expired; get a fresh one."));
  if (claims.swname !== app.appId || claims.platform !== app.platform) {
    return refuse(known, "malformed", invalid("swname and platform must be those of the enrolment."));
  }
  const asserted = verifyAssertion(request.data, credential, importKey);
  if (!asserted.verified) {
    const refusal = unusable("The evidence does not come with a valid assertion of the attested key.");
    return refuseEvidence({ ...known, checks: asserted.checks }, asserted.signals, refusal);
  }
  known.counter = asserted.counter;
  const held: StoredCheck[] = [
    check("challenge-authentic", "pass", `attestation, ${app.appId}`, "same"),
    check("challenge-fresh", "pass", `${Math.max(0, challenge.ageMs)} ms old`, "at most 60 s"),
    check("credential-authentic", "pass", `issued ${new Date(credential.iat * 1000).toISOString().slice(0, 10)}`),
    check("proof-of-possession", "pass", "ES256", "the enrolled key"),
    ...asserted.checks,
  ];
  return judge({ known, app, credential, claims, facets, held }, context);
}

type Growing = { -readonly [K in keyof Known]: Known[K] };

/** An attestation whose every proof has held. */
interface Proven {
  readonly known: Known;
  readonly app: RegisteredApp;
  readonly credential: InstanceCredential;
  readonly claims: AttestationClaims;
  readonly facets: AttemptFacets;
  readonly held: readonly StoredCheck[];
}

function judge(
  { known, app: enrolledApp, credential, claims, facets, held }: Proven,
  context: AttestationContext,
): Attempt {
  const details = detailsOf(claims);
  const app = policyFor(enrolledApp, credential.iid);
  const override = context.references.override(credential.iid, context.now);
  const shown =
    credential.dev === undefined ? null : context.references.developmentCredential(credential.dev, context.now);
  const development = shown?.appId === app.id ? shown : null;
  const appraisal = appraise({
    app,
    now: context.now,
    format: credential.fmt,
    securityLevel: credential.lvl,
    attested: credential.att ?? {},
    test: credential.test,
    // Both directions count: a clean claim does not outweigh a failed proof, a reported root outranks a passed one.
    signals: [...decodeSignals(credential.sig), ...claims.signals],
    details,
    versionName: claims.swversion,
    versionCode: claims.version_code,
    signerDigests: claims.signer_digests,
    osVersion: claims.os_version,
    patchLevel: claims.patch_level ?? null,
    sdkVersion: claims.sdk_version,
    model: facets.model,
    override,
    development,
  });
  return {
    kind: known.kind,
    at: known.at,
    outcome: appraisal.outcome,
    refusal: null,
    app,
    instanceId: credential.iid,
    test: known.test ?? false,
    signals: [...appraisal.signals],
    reasons: appraisal.reasons,
    annotations: appraisal.annotations,
    override: appraisal.override,
    checks: [...held, ...appraisal.checks],
    claims: known.claims ?? {},
    details,
    facets,
    counter: known.counter ?? null,
    facts: appraisal.facts,
    shadow: shadowOf(app, appraisal.facts),
    overrideId: override?.id ?? null,
    credentialId: development?.credentialId ?? null,
    wanted: known.wanted,
    redeems: known.redeems ?? null,
  };
}

function detailsOf({ signal_details }: AttestationClaims): Partial<Record<Signal, string>> {
  if (signal_details === undefined) return {};
  return Object.fromEntries(
    Object.entries(signal_details).filter((entry): entry is [Signal, string] => entry[1] !== undefined),
  );
}

/** What the decision page shows of the claims: no key material, nothing twice. What is undefined is not stored. */
function shownClaims(claims: AttestationClaims, model: string): Record<string, unknown> {
  return {
    swname: claims.swname,
    swversion: claims.swversion,
    platform: claims.platform,
    version_code: claims.version_code,
    signer_digests: claims.signer_digests,
    hwmodel: model,
    os_version: claims.os_version,
    patch_level: claims.patch_level,
    sdk_version: claims.sdk_version,
    signals: claims.signals,
    binding: claims.binding,
    tag: claims.tag,
    test_country: claims.test_country,
  };
}

export function modelOf(claims: { hwmodel: string }): string {
  const model = Buffer.from(claims.hwmodel, "base64url").toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a phone says of itself ends up on screens
  return model.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]/g, "").slice(0, 80);
}

function facetsOf(claims: AttestationClaims, credential: InstanceCredential, country: string): AttemptFacets {
  return {
    platform: claims.platform,
    appVersion: claims.swversion,
    sdkVersion: claims.sdk_version,
    osVersion: claims.os_version,
    model: modelOf(claims),
    country: credential.test ? (claims.test_country ?? country) : country,
    format: credential.fmt,
  };
}

function firstProblem(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0];
  return issue === undefined
    ? "The claims are malformed."
    : `Claim ${issue.path.join(".") || "set"}: ${issue.message}`.slice(0, 200);
}

const invalid = (description: string) => ({ code: "invalid_request", description }) as const;
const unusable = (description: string) => ({ code: "invalid_token", description }) as const;
const again = (description: string) => ({ code: "use_attestation_challenge", description }) as const;
