/**
 * The attestation record: KeyDescription of versions 1 to 500
 * (https://source.android.com/docs/security/features/keystore/attestation#schema), read tolerantly: tags nobody knows
 * and tags nobody here needs stay raw, so that a genuine phone of a later version still reads.
 */

import { type DerElement, DerError, decodeDer, TAG_CLASS } from "../../../encoding/der";
import {
  decodeUtf8,
  readBoolean,
  readEnumerated,
  readExplicit,
  readInteger,
  readOctetString,
  readSequence,
  readSet,
  readWrapped,
} from "../../../encoding/der-values";

export const KEY_DESCRIPTION_OID = "1.3.6.1.4.1.11129.2.1.17";

/** Tag numbers of AuthorizationList that some rule looks at. */
export const KEY_TAG = {
  purpose: 1,
  algorithm: 2,
  keySize: 3,
  ecCurve: 10,
  rollbackResistance: 303,
  usageCountLimit: 405,
  allApplications: 600,
  origin: 702,
  /** What versions below 3 write in place of tag 303. */
  rollbackResistant: 703,
  rootOfTrust: 704,
  osVersion: 705,
  osPatchLevel: 706,
  applicationId: 709,
  vendorPatchLevel: 718,
  bootPatchLevel: 719,
} as const;

export const LEVEL_NAMES = ["Software", "TrustedEnvironment", "StrongBox"] as const;
export const BOOT_STATES = ["Verified", "SelfSigned", "Unverified", "Failed"] as const;

export interface RootOfTrust {
  readonly verifiedBootKey: Uint8Array;
  readonly deviceLocked: boolean;
  /** Index into {@link BOOT_STATES}. */
  readonly verifiedBootState: number;
  /** From version 3 on. */
  readonly verifiedBootHash: Uint8Array | null;
}

export interface ApplicationId {
  readonly packages: readonly { readonly name: string; readonly versionCode: number }[];
  /** SHA-256 of the signing certificates, lower-case hex. */
  readonly signerDigests: readonly string[];
}

export interface AuthorizationList {
  /** Every tag as it came, known or not. */
  readonly tags: ReadonlyMap<number, DerElement>;
  readonly ordered: boolean;
  readonly purposes: readonly number[];
  readonly algorithm: number | null;
  readonly keySize: number | null;
  readonly ecCurve: number | null;
  readonly rollbackResistant: boolean;
  readonly usageCountLimit: number | null;
  readonly allApplications: boolean;
  readonly origin: number | null;
  readonly rootOfTrust: RootOfTrust | null;
  readonly osVersion: number | null;
  readonly osPatchLevel: number | null;
  readonly vendorPatchLevel: number | null;
  readonly bootPatchLevel: number | null;
  readonly applicationId: ApplicationId | null;
}

export interface KeyDescription {
  readonly attestationVersion: number;
  /** Index into {@link LEVEL_NAMES}. */
  readonly attestationSecurityLevel: number;
  readonly keymintVersion: number;
  readonly keymintSecurityLevel: number;
  readonly attestationChallenge: Uint8Array;
  readonly softwareEnforced: AuthorizationList;
  readonly hardwareEnforced: AuthorizationList;
}

/** Reads the content of the extension; throws a {@link DerError} when it has not the documented form. */
export function decodeKeyDescription(extension: Uint8Array): KeyDescription {
  const fields = readSequence(decodeDer(extension));
  if (fields.length !== 8) throw new DerError("unexpected-tag", "a key description of other than eight fields");
  const [version, level, keymintVersion, keymintLevel, challenge, uniqueId, software, hardware] = fields;
  readOctetString(uniqueId);
  const attestationVersion = readInteger(version);
  if (attestationVersion < 1) throw new DerError("bad-integer", "an attestation version below 1");
  return {
    attestationVersion,
    attestationSecurityLevel: readChoice(level, LEVEL_NAMES.length, "security level"),
    keymintVersion: readInteger(keymintVersion),
    keymintSecurityLevel: readChoice(keymintLevel, LEVEL_NAMES.length, "security level"),
    attestationChallenge: readOctetString(challenge),
    softwareEnforced: readAuthorizationList(software),
    hardwareEnforced: readAuthorizationList(hardware),
  };
}

function readAuthorizationList(list: DerElement | undefined): AuthorizationList {
  const tags = new Map<number, DerElement>();
  let previous = -1;
  let ordered = true;
  for (const element of readSequence(list)) {
    if (element.tagClass !== TAG_CLASS.context) throw new DerError("unexpected-tag", "an authorization without a tag");
    if (tags.has(element.tag)) throw new DerError("duplicate-element", `tag ${element.tag} twice`);
    tags.set(element.tag, element);
    ordered = ordered && element.tag > previous;
    previous = element.tag;
  }
  const value = (tag: number): DerElement | null => {
    const element = tags.get(tag);
    return element === undefined ? null : readExplicit(element);
  };
  const integer = (tag: number): number | null => optional(value(tag), readInteger);
  return {
    tags,
    ordered,
    purposes: optional(value(KEY_TAG.purpose), (set) => readSet(set).map(readInteger)) ?? [],
    algorithm: integer(KEY_TAG.algorithm),
    keySize: integer(KEY_TAG.keySize),
    ecCurve: integer(KEY_TAG.ecCurve),
    rollbackResistant: tags.has(KEY_TAG.rollbackResistance) || tags.has(KEY_TAG.rollbackResistant),
    usageCountLimit: integer(KEY_TAG.usageCountLimit),
    allApplications: tags.has(KEY_TAG.allApplications),
    origin: integer(KEY_TAG.origin),
    rootOfTrust: optional(value(KEY_TAG.rootOfTrust), readRootOfTrust),
    osVersion: integer(KEY_TAG.osVersion),
    osPatchLevel: integer(KEY_TAG.osPatchLevel),
    vendorPatchLevel: integer(KEY_TAG.vendorPatchLevel),
    bootPatchLevel: integer(KEY_TAG.bootPatchLevel),
    applicationId: optional(value(KEY_TAG.applicationId), readApplicationId),
  };
}

function readRootOfTrust(element: DerElement): RootOfTrust {
  const [key, locked, state, hash, ...rest] = readSequence(element);
  if (rest.length > 0) throw new DerError("trailing-bytes", "a root of trust of more than four fields");
  return {
    verifiedBootKey: readOctetString(key),
    deviceLocked: readBoolean(locked),
    verifiedBootState: readChoice(state, BOOT_STATES.length, "verified boot state"),
    verifiedBootHash: optional(hash ?? null, readOctetString),
  };
}

function readApplicationId(element: DerElement): ApplicationId {
  const [packages, digests, ...rest] = readSequence(readWrapped(element));
  if (rest.length > 0) throw new DerError("trailing-bytes", "an application id of more than two fields");
  return {
    packages: readSet(packages).map((info) => {
      const [name, version, ...more] = readSequence(info);
      if (more.length > 0) throw new DerError("trailing-bytes", "a package of more than two fields");
      return { name: decodeUtf8(readOctetString(name)), versionCode: readInteger(version) };
    }),
    signerDigests: readSet(digests).map((digest) => Buffer.from(readOctetString(digest)).toString("hex")),
  };
}

function readChoice(element: DerElement | undefined, count: number, name: string): number {
  const value = readEnumerated(element);
  if (value < 0 || value >= count) throw new DerError("unexpected-tag", `an unknown ${name}`);
  return value;
}

function optional<Value>(element: DerElement | null, read: (element: DerElement) => Value): Value | null {
  return element === null ? null : read(element);
}
