/**
 * App Attest attestation, offline: evidence steps D1.1 to D1.7.
 * @see https://developer.apple.com/documentation/devicecheck/validating-apps-that-connect-to-your-server
 */

import { createHash, timingSafeEqual } from "node:crypto";
import { APP_ATTEST_CHECKS, type AppAttestCheck } from "../../../contract/evidence-checks/app-attest";
import { decodeBase64 } from "../../../encoding/base64-strict";
import { CborError } from "../../../encoding/cbor";
import { DerError } from "../../../encoding/der";
import type { Certificate } from "../../../encoding/x509";
import type { EvidenceClaims, EvidenceResult } from "../../claims";
import { compareVersions } from "../../reference-values";
import type { TrustAnchor } from "../../trust-anchors";
import { publicJwkOf } from "../../x509/jwk";
import { type CheckReport, createReport } from "../report";
import { type AttestationObject, decodeAttestationObject } from "./attestation-object";
import { checkAuthData } from "./auth-data-checks";
import { checkCertificates, readNonce, readSystem } from "./certificates";
import type { AppAttestContext, AppAttestEvidence } from "./context";
import type { AppleExtensions } from "./extensions";

type Report = CheckReport<AppAttestCheck>;

/** Judges one attestation object; bad evidence is a result, never an exception. */
export function verifyAppAttestEvidence(evidence: AppAttestEvidence, context: AppAttestContext): EvidenceResult {
  const report: Report = createReport<AppAttestCheck>(APP_ATTEST_CHECKS);
  const object = decodeObject(evidence, report);
  if (object === null) return report.result(null);

  const anchor = checkCertificates(object, context, report);
  checkNonce(object, context.clientDataHash, report);
  const keyId = checkKey(object.leaf, evidence.keyId, report);
  const extensions = checkAuthData(object, keyId, context.app, report);
  const system = readSystem(object.leaf);
  checkOsVersion(system.version, context.app.minimumOsVersion, report);
  if (anchor === null || extensions === null) return report.result(null);
  return report.result(() => claimsOf(object, context, anchor, extensions, system));
}

function decodeObject(evidence: AppAttestEvidence, report: Report): AttestationObject | null {
  try {
    const object = decodeAttestationObject(evidence.attestation);
    report.pass("attestation-object");
    return object;
  } catch (error) {
    if (!(error instanceof CborError || error instanceof DerError)) throw error;
    report.fail("attestation-object", ["malformed"], { found: error.message, expected: "an apple-appattest object" });
    return null;
  }
}

/** Over the whole authenticator data, extensions included. */
function checkNonce({ leaf, authData }: AttestationObject, clientDataHash: Uint8Array | null, report: Report): void {
  const nonce = readNonce(leaf);
  if (nonce === null) {
    report.fail("attestation-nonce", ["malformed"], { found: "no nonce of 32 bytes in the leaf" });
    return;
  }
  const found = Buffer.from(nonce).toString("hex");
  if (clientDataHash === null) {
    report.fail("attestation-nonce", ["replayed"], { found, expected: "the challenge is not known" });
    return;
  }
  const expected = createHash("sha256").update(authData).update(clientDataHash).digest();
  report.require("attestation-nonce", timingSafeEqual(nonce, expected), ["replayed"], {
    found,
    expected: expected.toString("hex"),
  });
}

/** The key id is SHA-256 of the uncompressed point. Returns the digest of the attested key, null where it has none. */
function checkKey({ key }: Certificate, keyId: string, report: Report): Uint8Array | null {
  const isP256 = key.kind === "ec" && key.curve === "P-256";
  report.require("key-type", isP256, ["untrusted-chain"], { found: key.kind, expected: "P-256" });
  if (!isP256) return null;
  const digest = createHash("sha256").update(key.point).digest();
  const claimed = decodeBase64(keyId, 32);
  report.require("key-id", claimed !== null && digest.equals(claimed), ["untrusted-chain"], {
    found: keyId,
    expected: digest.toString("base64"),
  });
  return digest;
}

function checkOsVersion(version: string | null, minimum: string | undefined, report: Report): void {
  if (minimum === undefined) {
    report.skip("attested-os-version", `no rule; ${version ?? "unknown"}`);
    return;
  }
  const holds = version !== null && compareVersions(version, minimum) >= 0;
  report.require("attested-os-version", holds, ["outdated-patch"], {
    found: version ?? "unknown",
    expected: `at least ${minimum}`,
  });
}

function claimsOf(
  object: AttestationObject,
  { app }: AppAttestContext,
  anchor: TrustAnchor,
  extensions: AppleExtensions,
  system: ReturnType<typeof readSystem>,
): EvidenceClaims {
  return {
    format: "app-attest",
    platform: "ios",
    securityLevel: "secure-enclave",
    instanceKey: publicJwkOf(object.leaf),
    appIds: [app.appId],
    signerDigests: [],
    versionCode: null,
    patchLevel: null,
    osVersion: system.version,
    verifiedBootKey: null,
    test: anchor.test,
    receipt: object.receipt,
    details: {
      anchor: anchor.id,
      environment: app.environment,
      osBuild: system.build,
      bundleVersion: extensions.bundleVersion,
      validationCategory: extensions.validationCategory,
      receiptBytes: object.receipt.length,
    },
  };
}
