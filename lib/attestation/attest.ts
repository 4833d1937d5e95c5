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
import { policyFor, shadowOf } from "./rollout";

/** Key objects are dear to make; the caller may keep them. Null when the JWK is no valid point. */
export type KeyImport = (jwk: PublicJwk) => KeyObject | null;

/** Judges a parsed request body. Throws nothing on account of the caller. */
export function attest(body: unknown, context: AttestationContext, importKey: KeyImport): Attempt {
  const known: Known = { kind: "attestation", at: context.now };
  const request = attestationRequestSchema.safeParse(body);
  if (!request.success) return refuse(known, "malformed", invalid("The body must be {credential, evidence}."));

  const credential = openCredential(request.data.credential, context.credentialKey);
  if (credential === null)
    return refuse(known, "untrusted-chain", unusable("The credential is not one of ours; enrol again."));
  const app = context.references.appById(credential.app);
  if (app === null)
    return refuse(known, "app-not-registered", unusable("The credential's app is no longer registered."));
  // What is developed and tested is no live traffic.
  const test = credential.test || credential.dev !== undefined;
  const enrolled: Known = { ...known, app, instanceId: credential.iid, test };

  const jws = decodeCompactJws(request.data.evidence);
  if (jws === null)
    return refuse(enrolled, "malformed", invalid("The evidence is not a compact JWS with a JSON payload."));
  const key = importKey(credential.cnf);
  if (key === null || !verifyPossession(jws, ATTESTATION_TYP, key)) {
    return refuse(enrolled, "untrusted-chain", unusable("The evidence is not signed by the enrolled instance key."));
  }
  const parsed = attestationClaimsSchema.safeParse(jws.payload);
  if (!parsed.success) return refuse(enrolled, "malformed", invalid(firstProblem(parsed.error)));
  const claims = parsed.data;
  const described: Known = {
    ...enrolled,
    claims: shownClaims(claims),
    facets: facetsOf(claims, credential, context.country),
    ...(claims.wants === undefined ? {} : { wanted: { epk: claims.epk, wants: claims.wants } }),
  };

  const binding = { purpose: "attestation", platform: app.platform, appId: app.appId } as const;
  const challenge = verifyChallenge(claims.eat_nonce, binding, context.now, context.challengeKey);
  if (challenge.state === "foreign")
    return refuse(described, "replayed", again("The challenge is not one of ours for this app and purpose."));
  const fresh: Known = {
    ...described,
    redeems: { nonce: challenge.nonce, expiresAt: challenge.expiresAt, node: challenge.node },
  };
  if (challenge.state === "expired")
    return refuse(fresh, "stale", again("The challenge has expired; get a fresh one."));
  if (claims.swname !== app.appId || claims.platform !== app.platform) {
    return refuse(fresh, "malformed", invalid("swname and platform must be those of the enrolment."));
  }
  const asserted = verifyAssertion(request.data, credential, importKey);
  if (!asserted.verified) {
    const refusal = unusable("The evidence does not come with a valid assertion of the attested key.");
    return refuseEvidence({ ...fresh, checks: asserted.checks }, asserted.signals, refusal);
  }
  return judge(
    { ...fresh, app, counter: asserted.counter },
    claims,
    credential,
    challenge.ageMs,
    asserted.checks,
    context,
  );
}

function judge(
  known: Known & { app: NonNullable<Attempt["app"]> },
  claims: AttestationClaims,
  credential: InstanceCredential,
  ageMs: number,
  assertionChecks: readonly StoredCheck[],
  context: AttestationContext,
): Attempt {
  const attested = credential.att ?? {};
  const details = detailsOf(claims);
  const app = policyFor(known.app, credential.iid);
  const override = context.references.override(credential.iid, context.now);
  const shown =
    credential.dev === undefined ? null : context.references.developmentCredential(credential.dev, context.now);
  const development = shown?.appId === app.id ? shown : null;
  const appraisal = appraise({
    app,
    now: context.now,
    format: credential.fmt,
    securityLevel: credential.lvl,
    attested,
    test: credential.test,
    // Both directions count: a clean claim does not outweigh a failed proof, a reported root outranks a passed one.
    signals: new Set<Signal>([...decodeSignals(credential.sig), ...claims.signals]),
    details,
    versionName: claims.swversion,
    versionCode: claims.version_code,
    signerDigests: claims.signer_digests,
    osVersion: claims.os_version,
    patchLevel: claims.patch_level ?? null,
    sdkVersion: claims.sdk_version,
    model: modelOf(claims),
    override,
    development,
  });
  const held: StoredCheck[] = [
    check("challenge-authentic", "pass", `attestation, ${known.app.appId}`, "same"),
    check("challenge-fresh", "pass", `${Math.max(0, ageMs)} ms old`, "at most 60 s"),
    check("credential-authentic", "pass", `issued ${new Date(credential.iat * 1000).toISOString().slice(0, 10)}`),
    check("proof-of-possession", "pass", "ES256", "the enrolled key"),
    ...assertionChecks,
  ];
  return {
    instanceId: null,
    test: false,
    claims: {},
    facets: facetsOf(claims, credential, context.country),
    redeems: null,
    counter: null,
    ...known,
    app,
    refusal: null,
    details,
    facts: appraisal.facts,
    shadow: shadowOf(app, appraisal.facts),
    overrideId: override?.id ?? null,
    credentialId: development?.credentialId ?? null,
    outcome: appraisal.outcome,
    signals: [...appraisal.signals],
    reasons: appraisal.reasons,
    annotations: appraisal.annotations,
    override: appraisal.override,
    checks: [...held, ...appraisal.checks],
  };
}

function detailsOf(claims: AttestationClaims): Partial<Record<Signal, string>> {
  return Object.fromEntries(
    Object.entries(claims.signal_details ?? {}).filter((entry): entry is [Signal, string] => entry[1] !== undefined),
  );
}

/** What the decision page shows of the claims: no key material, nothing twice. */
function shownClaims(claims: AttestationClaims): Record<string, unknown> {
  const {
    eat_nonce: _nonce,
    eat_profile: _profile,
    epk: _epk,
    wants: _wants,
    signal_details: _details,
    ...shown
  } = claims;
  return { ...shown, hwmodel: modelOf(claims) };
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
