import type { AttestationClaims, EnrolmentClaims } from "../lib/contract/protocol";
import {
  ATTESTATION_PROFILE,
  ATTESTATION_TYP,
  ENROLMENT_PROFILE,
  ENROLMENT_TYP,
} from "../lib/contract/protocol-constants";
import type { Wants } from "../lib/contract/wants";
import { developmentToken } from "./development";
import { base64url, base64urlText, printable, utf8 } from "./encoding";
import type { Environment } from "./environment";
import type { PlatformEvidence, PublicJwk } from "./evidence-provider";
import type { InstanceKey } from "./instance-key";
import type { Settings } from "./options";

/** What app and device say of themselves, in both kinds of evidence. */
function selfDescription(settings: Settings, challenge: string) {
  const { model, osVersion, patchLevel } = settings.device;
  return {
    eat_nonce: challenge,
    swname: settings.app,
    swversion: printable(settings.appVersion, 64),
    platform: settings.platform,
    version_code: settings.versionCode,
    signer_digests: [...settings.signerDigests],
    // RFC 9711 section 4.2.4 gives hwmodel as bytes; 96 of them are the 128 characters that the service takes.
    hwmodel: base64urlText(printable(model, 96), 96),
    os_version: printable(osVersion, 32),
    ...(patchLevel !== undefined && /^\d{4}-\d{2}(-\d{2})?$/.test(patchLevel) ? { patch_level: patchLevel } : {}),
    sdk_version: printable(settings.sdkVersion, 32),
  };
}

/** The signed evidence of an enrolment (compact JWS): the key in `cnf` is the key that signs. */
export async function enrolmentEvidence(
  settings: Settings,
  challenge: string,
  key: InstanceKey,
  evidence: PlatformEvidence,
): Promise<string> {
  const development = await developmentToken(settings, key.publicJwk);
  const claims: EnrolmentClaims = {
    ...selfDescription(settings, challenge),
    eat_profile: ENROLMENT_PROFILE,
    cnf: { jwk: key.publicJwk },
    evidence,
    ...(development === null ? {} : { development_token: development }),
    ...(settings.testing === undefined ? {} : { test_key: settings.testing.key }),
  };
  return signCompact(ENROLMENT_TYP, claims, key);
}

interface AttestationFacts {
  readonly challenge: string;
  readonly environment: Environment;
  readonly bindingHash: string | null;
  readonly ephemeralKey: PublicJwk;
  readonly wants: Wants | undefined;
}

/** The signed evidence of one attestation (compact JWS). */
export function attestationEvidence(settings: Settings, key: InstanceKey, facts: AttestationFacts): Promise<string> {
  const { environment } = facts;
  const country = settings.testing?.country;
  const claims: AttestationClaims = {
    ...selfDescription(settings, facts.challenge),
    eat_profile: ATTESTATION_PROFILE,
    signals: [...environment.signals],
    ...(Object.keys(environment.details).length === 0 ? {} : { signal_details: { ...environment.details } }),
    ...(facts.bindingHash === null ? {} : { binding: facts.bindingHash }),
    epk: facts.ephemeralKey,
    ...(facts.wants === undefined ? {} : { wants: facts.wants }),
    ...(settings.tag === undefined ? {} : { tag: settings.tag }),
    ...(country === undefined ? {} : { test_country: country }),
  };
  return signCompact(ATTESTATION_TYP, claims, key);
}

/** A compact JWS by ES256 (RFC 7515 section 7.1) with exactly the header the service expects. */
async function signCompact(typ: string, claims: EnrolmentClaims | AttestationClaims, key: InstanceKey) {
  const header = base64url(utf8(JSON.stringify({ alg: "ES256", typ })));
  const signed = `${header}.${base64url(utf8(JSON.stringify(claims)))}`;
  return `${signed}.${base64url(await key.sign(utf8(signed)))}`;
}
