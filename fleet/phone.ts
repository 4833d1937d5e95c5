import {
  type Attestry,
  AttestryError,
  AttestryRejectionError,
  createAttestry,
  type EvidenceProvider,
  type Transport,
} from "@attestry/sdk";
import type { TestAuthorities } from "../lib/virtual-phones/test-authorities";
import { evidenceOf } from "./hardware";
import type { PhoneProfile } from "./population";
import { softwareKeys } from "./software-keys";
import { replaying } from "./transport";

/** How one attestation of one phone ended. A phone can't tell a pass from a decoy, so neither can this. */
export type Outcome =
  | { readonly answered: true; readonly told: readonly string[] }
  | { readonly answered: false; readonly error: AttestryError };

/** A simulated phone: the SDK with a profile. Cheap until it attests for the first time. */
export interface Phone {
  readonly profile: PhoneProfile;
  /** Enrols if need be, then attests afresh. */
  attest(): Promise<Outcome>;
  readonly enrolled: boolean;
}

export interface PhoneOptions {
  readonly url: string;
  readonly testKey: string;
  readonly transport: Transport;
  /** Behind the phones' hardware; null where none of them has any. */
  readonly authorities: TestAuthorities | null;
}

export function createPhone(profile: PhoneProfile, options: PhoneOptions): Phone {
  let attestry: Attestry | null = null;

  async function start(): Promise<Attestry> {
    attestry = createAttestry(sdkOptions(profile, options));
    await attestry.initialize();
    return attestry;
  }

  return {
    profile,
    get enrolled() {
      return attestry?.getInstanceId() != null;
    },
    async attest() {
      try {
        await (attestry ?? (await start())).precheck();
        return { answered: true, told: [] };
      } catch (error) {
        if (error instanceof AttestryRejectionError) return { answered: true, told: error.reasons };
        // Evidence that proves nothing is refused at enrolment: for a phone that forges it, that is the answer.
        const forges = profile.hardware !== null && profile.hardware.attack !== null;
        if (forges && error instanceof AttestryError && error.status === "INTERNAL_ERROR") {
          return { answered: true, told: [] };
        }
        if (error instanceof AttestryError) return { answered: false, error };
        throw error;
      }
    },
  };
}

const softwareEvidence: EvidenceProvider = { keys: softwareKeys, collect: async () => ({ format: "software-key" }) };

function sdkOptions(profile: PhoneProfile, { url, testKey, transport, authorities }: PhoneOptions) {
  const { hardware } = profile;
  const { app, platform, appVersion, versionCode, signerDigests, device, country, sdkVersion } = profile;
  return {
    url,
    app,
    platform,
    appVersion,
    versionCode,
    signerDigests,
    device,
    sdkVersion,
    testing: { key: testKey, country },
    transport: profile.compromise?.lie === "replays" ? replaying(transport) : transport,
    evidenceProvider:
      hardware === null || authorities === null ? softwareEvidence : evidenceOf(profile, hardware, authorities),
    signalProviders: [
      { signals: profile.measurements.map(({ signal }) => signal), measure: async () => profile.measurements },
    ],
    background: false,
    // A fleet picks up rotated secrets as real apps do.
    secrets: true,
    // The service may be in a container beside this one.
    allowInsecureService: true,
    // Open loop: a failure shall be seen, not hidden behind a retry or a pause.
    backOff: { triesMax: 1, holdMsMax: 0 },
  };
}
