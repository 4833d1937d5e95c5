import { type KeyObject, sign } from "node:crypto";
import { ATTESTATION_PROFILE, ATTESTATION_TYP, ENROLMENT_PROFILE, ENROLMENT_TYP } from "../../lib/contract/protocol";
import { generateP256Keys, type P256PublicJwk } from "../../lib/encoding/p256-keys";

/** A bare-handed client of the protocol, for tests and benches: it can be made to lie in any way. */
export interface Device {
  readonly privateKey: KeyObject;
  readonly publicJwk: P256PublicJwk;
  readonly epk: P256PublicJwk;
}

export interface SelfDescription {
  readonly app: string;
  readonly platform: "android" | "ios";
  readonly signer: string;
  readonly version?: string;
  readonly versionCode?: number;
}

export function makeDevice(): Device {
  const { privateKey, publicJwk } = generateP256Keys();
  return { privateKey, publicJwk, epk: generateP256Keys().publicJwk };
}

/** Claims both kinds of evidence share. */
export function describeSelf(self: SelfDescription, challenge: string): Record<string, unknown> {
  return {
    eat_nonce: challenge,
    swname: self.app,
    swversion: self.version ?? "1.0.0",
    platform: self.platform,
    version_code: self.versionCode ?? 1,
    signer_digests: [self.signer],
    hwmodel: Buffer.from("Pixel 8").toString("base64url"),
    os_version: "15",
    patch_level: "2026-10",
    sdk_version: "1.0.0",
  };
}

export function enrolmentEvidence(
  device: Device,
  self: SelfDescription,
  challenge: string,
  more: Record<string, unknown> = {},
): string {
  const claims = {
    ...describeSelf(self, challenge),
    eat_profile: ENROLMENT_PROFILE,
    cnf: { jwk: device.publicJwk },
    evidence: { format: "software-key" },
    ...more,
  };
  return signJws(device.privateKey, ENROLMENT_TYP, claims);
}

export function attestationEvidence(
  device: Device,
  self: SelfDescription,
  challenge: string,
  more: Record<string, unknown> = {},
): string {
  const claims = {
    ...describeSelf(self, challenge),
    eat_profile: ATTESTATION_PROFILE,
    signals: [],
    epk: device.epk,
    ...more,
  };
  return signJws(device.privateKey, ATTESTATION_TYP, claims);
}

export function signJws(
  key: KeyObject,
  typ: string,
  claims: unknown,
  header: Record<string, unknown> = { alg: "ES256", typ },
): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}
