/** What authenticator data says of app, key and delivery: evidence steps D1.5 and D1.6. */

import type { AppAttestCheck } from "../../../contract/evidence-checks/app-attest";
import { CborError, type CborMap } from "../../../encoding/cbor";
import type { X509Key } from "../../../encoding/x509";
import { compareVersions } from "../../reference-values";
import type { CheckReport } from "../report";
import { digestOfAppId } from "./app-id";
import { type AttestationObject, type AttestedAuthData, decodeAttestedAuthData } from "./attestation-object";
import type { AppleReferenceValues } from "./context";
import { type AppleExtensions, CATEGORY, printCategory, readExtensions } from "./extensions";

type Report = CheckReport<AppAttestCheck>;

const ATTESTED_CREDENTIAL = 0x40;
const AAGUIDS = {
  production: Buffer.from("appattest\0\0\0\0\0\0\0", "latin1"),
  development: Buffer.from("appattestdevelop", "latin1"),
} as const;
/** COSE labels and values of an ES256 key: RFC 9053 sections 2.1 and 7.1. */
const COSE = { kty: 1, alg: 3, crv: -1, x: -2, y: -3, ec2: 2, es256: -7, p256: 1 } as const;

/** Returns what the extension map says, null when the authenticator data could not be read. */
export function checkAuthData(
  { authData, leaf }: AttestationObject,
  keyId: Uint8Array | null,
  app: AppleReferenceValues,
  report: Report,
): AppleExtensions | null {
  const decoded = decodeParts(authData, report);
  if (decoded === null) return null;
  const { data, extensions } = decoded;
  checkAppId(data.rpIdHash, app.appId, report);
  report.require("credential-flags", (data.flags & ATTESTED_CREDENTIAL) !== 0, ["malformed"], {
    found: `0x${data.flags.toString(16)}`,
  });
  report.require("initial-counter", data.counter === 0, ["replayed"], { found: data.counter, expected: 0 });
  checkEnvironment(data.aaguid, app.environment, report);
  if (keyId === null) report.skip("credential-id", "no attested key");
  else report.require("credential-id", Buffer.from(data.credentialId).equals(keyId), ["untrusted-chain"]);
  report.require("credential-key", isSameKey(data.credentialKey, leaf.key), ["untrusted-chain"]);
  checkCategory(extensions.validationCategory, app, report);
  checkBundleVersion(extensions.bundleVersion, app.minimumBundleVersion, report);
  return extensions;
}

function decodeParts(
  authData: Uint8Array,
  report: Report,
): { data: AttestedAuthData; extensions: AppleExtensions } | null {
  try {
    const data = decodeAttestedAuthData(authData);
    const extensions = readExtensions(data.extensions ?? new Map());
    const found = data.extensions === null ? "nothing" : [...data.extensions.keys()].join(", ");
    report.pass("authenticator-extensions", { found });
    return { data, extensions };
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    report.fail("authenticator-extensions", ["malformed"], { found: error.message, expected: "authenticator data" });
    return null;
  }
}

function checkAppId(rpIdHash: Uint8Array, appId: string, report: Report): void {
  report.require("app-id-hash", digestOfAppId(appId).equals(rpIdHash), ["app-repackaged"], {
    found: Buffer.from(rpIdHash).toString("hex"),
    expected: `SHA-256 of ${appId}`,
  });
}

function checkEnvironment(aaguid: Uint8Array, environment: AppleReferenceValues["environment"], report: Report): void {
  const found = Buffer.from(aaguid);
  const seen = { found: found.toString("latin1"), expected: environment };
  const development = found.equals(AAGUIDS.development);
  const signal = development ? "debugger" : found.equals(AAGUIDS.production) ? "app-not-registered" : "malformed";
  report.require("app-attest-environment", found.equals(AAGUIDS[environment]), [signal], seen);
}

function isSameKey(cose: CborMap, key: X509Key): boolean {
  if (key.kind !== "ec" || key.curve !== "P-256") return false;
  const header =
    cose.get(COSE.kty) === COSE.ec2 && cose.get(COSE.crv) === COSE.p256 && cose.get(COSE.alg) === COSE.es256;
  const [x, y] = [cose.get(COSE.x), cose.get(COSE.y)];
  return header && isBytes(x, key.point.subarray(1, 33)) && isBytes(y, key.point.subarray(33));
}

function isBytes(value: unknown, expected: Uint8Array): boolean {
  return value instanceof Uint8Array && Buffer.compare(value, expected) === 0;
}

/** Absent before iOS 27, where nothing can be said; a development registration expects development builds. */
function checkCategory(category: number | null, app: AppleReferenceValues, report: Report): void {
  if (category === null) {
    report.skip("validation-category", "not stated (iOS 26 and earlier)");
    return;
  }
  const { validationCategories } = app;
  if (validationCategories === null) {
    report.annotate("validation-category", { found: printCategory(category), expected: "no rule" });
    return;
  }
  const usual = app.environment === "development" ? [CATEGORY.development] : [CATEGORY.appStore];
  const accepted = validationCategories ?? usual;
  const signal = category === CATEGORY.development ? "debugger" : "app-repackaged";
  report.require("validation-category", accepted.includes(category), [signal], {
    found: printCategory(category),
    expected: accepted.map(printCategory).join(", "),
  });
}

function checkBundleVersion(version: string | null, minimum: string | undefined, report: Report): void {
  if (minimum === undefined || version === null) {
    report.skip("bundle-version", minimum === undefined ? "no rule" : "not stated (iOS 26 and earlier)");
    return;
  }
  report.require("bundle-version", compareVersions(version, minimum) >= 0, ["outdated-app"], {
    found: version,
    expected: `at least ${minimum}`,
  });
}
