import { RejectedPackageError } from "../rejection";
import type { LineageNode } from "./lineage";
import type { BlockScheme } from "./signing-block";
import type { VerifiedSigner } from "./verify-signer";

const SDK_P = 28;
const SDK_MAX = 0x7fffffff;
/** Marks a v3.1 signer for a development release, which still reports the API level before. */
const TARGETS_DEV_RELEASE = 0xc2a6b3ba;

/**
 * What AOSP apksig asks of signers as a whole: v3 signers cover every API level from the floor on without gap or
 * overlap, their rotation histories continue each other, and an older platform's signer is where the history begins.
 * Answers the package's rotation history, oldest first; empty when the key was never rotated.
 * Throws a RejectedPackageError.
 */
export function consistentLineage(
  signers: Readonly<Record<BlockScheme, readonly VerifiedSigner[]>>,
  sdkFloor: number,
): readonly LineageNode[] {
  const rotated = bySdk(signers["v3.1"]);
  const v3 = bySdk(signers.v3);
  assertContiguous(rotated);
  assertContiguous(v3);
  if (v3.length > 0) assertCoverage(v3, Math.max(sdkFloor, SDK_P), rotationMinSdk(rotated));
  const lineage = longestLineage([...v3, ...rotated]);
  if (sdkFloor < SDK_P && v3.length > 0 && signers.v2.length > 0) assertPastSigner(signers.v2, v3, lineage);
  return lineage ?? [];
}

/** The rotation history of the package: the longest among its signers, of which all others are beginnings. */
function longestLineage(signers: readonly VerifiedSigner[]): VerifiedSigner["lineage"] {
  const lineages = signers.flatMap(({ lineage }) => (lineage === null ? [] : [lineage]));
  const [longest] = [...lineages].sort((a, b) => b.length - a.length);
  if (longest === undefined) return null;
  const continues = lineages.every((lineage) => lineage.every(({ sha256 }, at) => longest[at]?.sha256 === sha256));
  if (!continues) {
    throw new RejectedPackageError("lineage-mismatch", "The signers' key rotation histories contradict each other.");
  }
  return longest;
}

function bySdk(signers: readonly VerifiedSigner[]): VerifiedSigner[] {
  return [...signers].sort((a, b) => rangeOf(a).max - rangeOf(b).max);
}

function assertContiguous(sorted: readonly VerifiedSigner[]): void {
  for (const [index, signer] of sorted.entries()) {
    const previous = sorted[index - 1];
    const { min, max } = rangeOf(signer);
    if (max > SDK_MAX) throw invalidRange("name Android versions that can't exist");
    if (previous === undefined) continue;
    const previousMax = rangeOf(previous).max;
    const follows = min === previousMax + 1 || (min === previousMax && signer.attributes.has(TARGETS_DEV_RELEASE));
    if (!follows) throw invalidRange("leave Android versions out or cover some twice");
  }
}

function assertCoverage(v3: readonly VerifiedSigner[], fromSdk: number, rotationMin: number | null): void {
  const first = v3.at(0);
  const last = v3.at(-1);
  const upTo = rotationMin === null ? SDK_MAX : rotationMin - 1;
  if (first === undefined || last === undefined || rangeOf(first).min > fromSdk || rangeOf(last).max < upTo) {
    throw invalidRange(`don't cover every Android version from API ${fromSdk} on`);
  }
}

function rotationMinSdk(rotated: readonly VerifiedSigner[]): number | null {
  return rotated.length === 0 ? null : Math.min(...rotated.map((signer) => rangeOf(signer).min));
}

function assertPastSigner(
  v2: readonly VerifiedSigner[],
  v3: readonly VerifiedSigner[],
  lineage: VerifiedSigner["lineage"],
): void {
  const [past, second] = v2;
  const expected = lineage?.at(0)?.sha256 ?? (v3.length === 1 ? v3[0]?.certificateSha256 : undefined);
  if (second !== undefined || past?.certificateSha256 !== expected) {
    const message =
      "The v2 and v3 signatures are by different keys, and no key rotation history leads from one to the other.";
    throw new RejectedPackageError("signers-disagree", message);
  }
}

/** v3 and v3.1 signers always have a range; anything else covers nothing. */
function rangeOf(signer: VerifiedSigner): { min: number; max: number } {
  return signer.sdkRange ?? { min: SDK_MAX, max: SDK_MAX };
}

function invalidRange(problem: string): RejectedPackageError {
  return new RejectedPackageError("sdk-range-invalid", `The v3 signers ${problem}.`);
}

/** SHA-256 of the certificates that the newest Android versions see: v3.1 before v3 before v2, lower-case hex. */
export function effectiveSigners(signers: Readonly<Record<BlockScheme, readonly VerifiedSigner[]>>): string[] {
  const newest = bySdk(signers["v3.1"]).at(-1) ?? bySdk(signers.v3).at(-1);
  return (newest === undefined ? signers.v2 : [newest]).map(({ certificateSha256 }) => certificateSha256);
}
