/**
 * Play Integrity, offline: evidence steps D4.1 to D4.8. Spending a verdict once is the caller's: Google limits replay
 * only for tokens that it decodes itself.
 * @see https://developer.android.com/google/play/integrity/standard
 */

import { PLAY_INTEGRITY_CHECKS, type PlayIntegrityCheck } from "../../../contract/evidence-checks/play-integrity";
import type { EvidenceClaims, EvidenceResult } from "../../claims";
import { type CheckReport, createReport } from "../report";
import type { PlayIntegrityContext, PlayIntegrityEvidence, PlayIntegrityKeys } from "./context";
import { checkRequest } from "./request-checks";
import { openToken } from "./token";
import { parseVerdict, type Verdict } from "./verdict";
import { checkApp, checkDevice, digestOf, noteCircumstances } from "./verdict-checks";

type Report = CheckReport<PlayIntegrityCheck>;

/** Opens a token with the app's keys and judges its verdict; bad evidence is a result, never an exception. */
export async function verifyPlayIntegrityEvidence(
  evidence: PlayIntegrityEvidence,
  keys: PlayIntegrityKeys,
  context: PlayIntegrityContext,
): Promise<EvidenceResult> {
  const report: Report = createReport<PlayIntegrityCheck>(PLAY_INTEGRITY_CHECKS);
  const payload = await openToken(evidence.token, keys, report);
  if (payload === null) return report.result(null);
  return judge(parseJson(payload), context, report);
}

/** Judges a verdict that Google decoded itself, or one given in the clear: the token is taken as opened. */
export function verifyPlayIntegrityVerdict(payload: unknown, context: PlayIntegrityContext): EvidenceResult {
  const report: Report = createReport<PlayIntegrityCheck>(PLAY_INTEGRITY_CHECKS);
  for (const id of ["token-decodes", "token-decrypts", "token-signature"] as const) {
    report.skip(id, "the verdict was given decoded");
  }
  return judge(payload, context, report);
}

function judge(payload: unknown, context: PlayIntegrityContext, report: Report): EvidenceResult {
  const parsed = parseVerdict(payload);
  if ("fault" in parsed) {
    report.fail("verdict-decodes", ["malformed"], { found: parsed.fault });
    return report.result(null);
  }
  const { verdict } = parsed;
  report.pass("verdict-decodes");
  checkRequest(verdict, context, report);
  checkApp(verdict, context, report);
  checkDevice(verdict, context, report);
  noteCircumstances(verdict, report);
  return report.result(() => claimsOf(verdict, context));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Signed by Google and no JSON: parseVerdict says so in the report.
    return undefined;
  }
}

/** The format binds no key: the request hash or nonce covers the instance's own, wherever that lives. */
function claimsOf(verdict: Verdict, context: PlayIntegrityContext): EvidenceClaims {
  const { appIntegrity, deviceIntegrity, accountDetails, environmentDetails } = verdict;
  return {
    format: "play-integrity",
    platform: "android",
    securityLevel: "none",
    instanceKey: null,
    appIds: appIntegrity.packageName === undefined ? [] : [appIntegrity.packageName],
    signerDigests: (appIntegrity.certificateSha256Digest ?? []).map(digestOf),
    versionCode: appIntegrity.versionCode ?? null,
    patchLevel: null,
    osVersion: null,
    verifiedBootKey: null,
    test: context.test === true,
    details: {
      request: context.binding.kind,
      appRecognition: appIntegrity.appRecognitionVerdict ?? null,
      deviceIntegrity: (deviceIntegrity.deviceRecognitionVerdict ?? []).join(", "),
      deviceActivity: deviceIntegrity.recentDeviceActivity?.deviceActivityLevel ?? null,
      sdkVersion: deviceIntegrity.deviceAttributes?.sdkVersion ?? null,
      licensing: accountDetails.appLicensingVerdict ?? null,
      playProtect: environmentDetails.playProtectVerdict ?? null,
      appsDetected: environmentDetails.appAccessRiskVerdict?.appsDetected?.join(", ") ?? null,
    },
  };
}
