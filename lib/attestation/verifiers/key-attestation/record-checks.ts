/** What the attestation record says of key and device (evidence steps D3.8 to D3.12). */

import { timingSafeEqual } from "node:crypto";
import type { KeyAttestationCheck } from "../../../contract/evidence-checks/key-attestation";
import type { Signal } from "../../../contract/signals";
import { DerError } from "../../../encoding/der";
import { findExtension } from "../../../encoding/x509";
import { hasAttribute, NAME_ATTRIBUTE } from "../../../encoding/x509-name";
import type { CheckReport } from "../report";
import type { Chain } from "./chain";
import { type Provisioning, provisioningOf } from "./chain-rules";
import type { KeyAttestationContext } from "./context";
import {
  BOOT_STATES,
  decodeKeyDescription,
  KEY_DESCRIPTION_OID,
  type KeyDescription,
  LEVEL_NAMES,
  type RootOfTrust,
} from "./key-description";

type Report = CheckReport<KeyAttestationCheck>;

const CHALLENGE_BYTES_MAX = 128;
/** Failed means that the verification itself did not hold and the phone started all the same. */
const BOOT_STATE_SIGNALS = {
  Verified: [],
  SelfSigned: ["custom-os"],
  Unverified: ["bootloader-unlocked"],
  Failed: ["bootloader-unlocked", "root"],
} as const satisfies Record<(typeof BOOT_STATES)[number], readonly Signal[]>;
const PURPOSE = { sign: 2, attestKey: 7 } as const;

/** The record nearest the root, which is the leaf's unless somebody extended the chain. */
export function decodeRecord(chain: Chain, report: Report): KeyDescription | null {
  const extension = chain.map((certificate) => findExtension(certificate, KEY_DESCRIPTION_OID)).findLast(Boolean);
  if (extension === undefined) {
    report.fail("record-decodes", ["malformed"], { found: "no attestation record" });
    return null;
  }
  try {
    const record = decodeKeyDescription(extension.value);
    report.pass("record-decodes", { found: `version ${record.attestationVersion}` });
    const ordered = record.softwareEnforced.ordered && record.hardwareEnforced.ordered;
    if (ordered) report.pass("record-order");
    else report.annotate("record-order", { found: "tags out of order" });
    return record;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    report.fail("record-decodes", ["malformed"], { found: error.message, expected: "a KeyDescription" });
    return null;
  }
}

/** Fixed when the key was made, so that an old key can't answer a new challenge. */
export function checkChallenge(record: KeyDescription, challenge: Uint8Array | null, report: Report): void {
  const found = record.attestationChallenge;
  if (challenge === null) {
    report.skip("record-challenge", "no challenge to compare with");
    return;
  }
  const holds = found.length <= CHALLENGE_BYTES_MAX && found.length === challenge.length;
  report.require("record-challenge", holds && timingSafeEqual(found, challenge), ["replayed"], {
    found: `${found.length} bytes`,
    expected: `our challenge of ${challenge.length} bytes`,
  });
}

export function checkKeyUse({ hardwareEnforced, softwareEnforced }: KeyDescription, report: Report): void {
  const { purposes, allApplications } = hardwareEnforced;
  const signsOnly = purposes.includes(PURPOSE.sign) && !purposes.includes(PURPOSE.attestKey);
  report.require("key-purpose", signsOnly, ["untrusted-chain"], {
    found: purposes.length === 0 ? "no purpose in hardware" : `purposes ${purposes.join(", ")}`,
    expected: "2 (SIGN) and not 7 (ATTEST_KEY)",
  });
  const shared = allApplications || softwareEnforced.allApplications;
  report.require("key-scope", !shared, ["untrusted-chain"], shared ? { found: "all applications" } : {});
}

/** Both levels equal and in hardware; StrongBox counts only where the certificate above agrees. */
export function checkSecurityLevel(
  record: KeyDescription,
  chain: Chain,
  context: KeyAttestationContext,
  report: Report,
) {
  const { attestationSecurityLevel: attestation, keymintSecurityLevel: keymint } = record;
  const found = `${LEVEL_NAMES[attestation]} attestation of a ${LEVEL_NAMES[keymint]} key`;
  const needsStrongBox = context.device.requireStrongBox === true;
  const strong = isStrongBox(record, chain);
  const holds = attestation === keymint && attestation >= 1 && (strong || !needsStrongBox);
  const expected = needsStrongBox ? "StrongBox, as the certificate says" : "equal, TrustedEnvironment or StrongBox";
  report.require("security-level", holds, ["software-key"], { found, expected });
}

/**
 * Whether record and attestation certificate both say StrongBox: the organisation where keys are provisioned remotely,
 * anywhere in the name where they came from the factory.
 */
export function isStrongBox(record: KeyDescription, chain: Chain): boolean {
  const says = record.attestationSecurityLevel === 2 && record.keymintSecurityLevel === 2;
  const name = chain[1]?.subjectName ?? [];
  return (
    says &&
    (provisioningOf(chain) === "remote"
      ? hasAttribute(name, NAME_ATTRIBUTE.organization, "StrongBox")
      : name.some(({ value }) => value.includes("StrongBox")))
  );
}

export function checkOrigin({ hardwareEnforced }: KeyDescription, report: Report): void {
  const { origin } = hardwareEnforced;
  report.require("key-origin", origin === 0, ["software-key"], {
    found: origin === null ? "no origin in hardware" : `origin ${origin}`,
    expected: "0 (generated)",
  });
}

/** The boot as the hardware vouches for it; what the software list says of it counts for nothing. */
export function checkBoot(record: KeyDescription, context: KeyAttestationContext, report: Report): void {
  const trust = record.hardwareEnforced.rootOfTrust;
  if (trust === null) {
    const claimed = record.softwareEnforced.rootOfTrust;
    const virtual = claimed !== null && isAllZero(claimed.verifiedBootKey);
    const found = claimed === null ? "no root of trust" : "a root of trust in software only";
    report.fail("root-of-trust", virtual ? ["software-key", "emulator"] : ["software-key"], { found });
    return;
  }
  report.pass("root-of-trust");
  const locked = trust.deviceLocked;
  report.require("device-locked", locked, ["bootloader-unlocked"], { found: locked ? "locked" : "unlocked" });
  checkBootState(trust, context.device.allowedBootKeys ?? [], report);
  const zero = isAllZero(trust.verifiedBootKey);
  const seen = { found: zero ? "all zeros" : hex(trust.verifiedBootKey), expected: "a key" };
  // Unlocked phones write zeros. A locked one that does is an emulator or an engineering sample: the policy decides.
  if (zero) report.annotate("boot-key", seen, [locked ? "emulator" : "bootloader-unlocked"]);
  else report.pass("boot-key", seen);
}

function checkBootState(trust: RootOfTrust, allowedBootKeys: readonly string[], report: Report): void {
  const found = BOOT_STATES[trust.verifiedBootState];
  const allowed = found === "SelfSigned" && allowedBootKeys.includes(hex(trust.verifiedBootKey));
  const expected = "Verified, or SelfSigned with an allowed boot key";
  report.require("boot-state", found === "Verified" || allowed, BOOT_STATE_SIGNALS[found ?? "Failed"], {
    found,
    expected,
  });
}

export function checkProvisioning(
  record: KeyDescription,
  provisioning: Provisioning,
  context: KeyAttestationContext,
  report: Report,
): void {
  const from = context.device.remoteProvisioningFrom;
  if (from === undefined) {
    report.skip("key-provisioning", "no rule");
    return;
  }
  const version = record.hardwareEnforced.osVersion;
  // An unknown version must not be the way around the rule.
  const asked = version === null || version === 0 || version >= from;
  const seen = { found: provisioning, expected: asked ? "remote" : `remote from system version ${from} on` };
  report.require("key-provisioning", !asked || provisioning === "remote", ["untrusted-chain"], seen);
}

function isAllZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
