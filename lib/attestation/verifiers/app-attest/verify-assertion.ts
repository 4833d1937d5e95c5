/** App Attest assertion: evidence steps D2.1, D2.3, D2.4 and the comparison of D2.5; storing the counter is the caller's. */

import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Check } from "../../../contract/evidence";
import {
  APP_ATTEST_ASSERTION_CHECKS,
  type AppAttestAssertionCheck,
} from "../../../contract/evidence-checks/app-attest";
import type { Signal } from "../../../contract/signals";
import { decodeBase64 } from "../../../encoding/base64-strict";
import { bytesIn, CborError, decodeCborMap } from "../../../encoding/cbor";
import { type CheckReport, createReport } from "../report";
import { digestOfAppId } from "./app-id";
import type { AppAttestAssertionContext } from "./context";
import { readExtensions } from "./extensions";

type Report = CheckReport<AppAttestAssertionCheck>;

const ASSERTION_BYTES_MAX = 1024;
const AUTHENTICATOR_DATA_BYTES_MIN = 37;

/** `counter` is what the caller must store, provided that it is still greater than the stored one. */
export type AssertionResult =
  | {
      readonly verified: true;
      readonly counter: number;
      readonly signals: readonly Signal[];
      readonly checks: readonly Check[];
    }
  | { readonly verified: false; readonly signals: readonly Signal[]; readonly checks: readonly Check[] };

/** Judges one assertion, given as CBOR in base64; bad evidence is a result, never an exception. */
export function verifyAppAttestAssertion(assertion: string, context: AppAttestAssertionContext): AssertionResult {
  const report: Report = createReport<AppAttestAssertionCheck>(APP_ATTEST_ASSERTION_CHECKS);
  const decoded = decodeAssertion(assertion, report);
  if (decoded === null) return unverified(report);
  const { signature, authenticatorData } = decoded;

  const clientDataHash = context.clientDataHash;
  // The nonce is the message of the signature, so it is hashed once more.
  const nonce = createHash("sha256").update(authenticatorData).update(clientDataHash).digest();
  const signed = verify("sha256", nonce, context.publicKey, signature);
  report.require("assertion-signature", signed, ["untrusted-chain"]);

  const rpIdHash = authenticatorData.subarray(0, 32);
  report.require("app-id-hash", digestOfAppId(context.appId).equals(rpIdHash), ["app-repackaged"], {
    found: Buffer.from(rpIdHash).toString("hex"),
    expected: `SHA-256 of ${context.appId}`,
  });
  const view = new DataView(authenticatorData.buffer, authenticatorData.byteOffset, authenticatorData.byteLength);
  const counter = view.getUint32(33);
  report.require("assertion-counter", counter > context.previousCounter, ["replayed"], {
    found: counter,
    expected: `more than ${context.previousCounter}`,
  });
  noteExtensions(authenticatorData.subarray(AUTHENTICATOR_DATA_BYTES_MIN), report);
  const checks = report.checks();
  if (checks.some(({ outcome }) => outcome === "fail")) return unverified(report);
  return { verified: true, counter, signals: report.signals(), checks };
}

/** The key of an uncompressed P-256 point (65 bytes); throws when the bytes are none. */
export function importX962(point: Uint8Array): KeyObject {
  const bytes = Buffer.from(point);
  const x = bytes.subarray(1, 33).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", x, y: bytes.subarray(33).toString("base64url") };
  if (bytes.length !== 65 || bytes[0] !== 4) throw new RangeError("not an uncompressed P-256 point");
  return createPublicKey({ key: jwk, format: "jwk" });
}

function unverified(report: Report): AssertionResult {
  return { verified: false, signals: report.signals(), checks: report.checks() };
}

function decodeAssertion(
  assertion: string,
  report: Report,
): { signature: Uint8Array; authenticatorData: Uint8Array } | null {
  try {
    const bytes = decodeBase64(assertion, ASSERTION_BYTES_MAX);
    if (bytes === null) throw new CborError(`not base64 of at most ${ASSERTION_BYTES_MAX} bytes`);
    const map = decodeCborMap(bytes, ASSERTION_BYTES_MAX);
    const authenticatorData = bytesIn(map, "authenticatorData");
    if (authenticatorData.length < AUTHENTICATOR_DATA_BYTES_MIN) throw new CborError("authenticatorData is too short");
    const decoded = { signature: bytesIn(map, "signature"), authenticatorData };
    report.pass("assertion-decodes");
    return decoded;
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    report.fail("assertion-decodes", ["malformed"], { found: error.message, expected: "signature, authenticatorData" });
    return null;
  }
}

/** The signature covers whatever follows; what nobody can read is only noted. */
function noteExtensions(after: Uint8Array, report: Report): void {
  if (after.length === 0) {
    report.pass("authenticator-extensions", { found: "nothing" });
    return;
  }
  try {
    const { bundleVersion, validationCategory } = readExtensions(decodeCborMap(after, ASSERTION_BYTES_MAX));
    report.pass("authenticator-extensions", {
      found: `bundle ${bundleVersion ?? "-"}, category ${validationCategory ?? "-"}`,
    });
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    report.annotate("authenticator-extensions", { found: error.message });
  }
}
