import type { PublicJwk } from "../../claims";
import type { RevocationList } from "../../revocation";
import type { TrustAnchor } from "../../trust-anchors";
import type { LinkCache } from "../../x509/link-cache";

/** The evidence as a phone sends it. */
export interface KeyAttestationEvidence {
  /** Leaf first, each DER in standard base64; the root may be left out. */
  readonly certificates: readonly string[];
}

/** The status list with what is needed to judge its age. */
export interface RevocationState {
  readonly list: RevocationList;
  /** When the list was fetched, or null for a file whose age nobody judges. */
  readonly retrievedAt: Date | null;
  /** Beyond this age, in seconds, nothing is accepted. */
  readonly maximumAgeSeconds: number;
}

/** What is registered of a genuine app. */
export interface AndroidReferenceValues {
  readonly packageName: string;
  /** Further registered packages that share the app's user id, which Keystore lists together with it. */
  readonly sharedUserIdPackages?: readonly string[];
  /** SHA-256 of accepted signing certificates, lower-case hex. */
  readonly signerDigests: readonly string[];
  readonly minimumVersionCode?: number;
}

/** Rules about the device beyond locked, verified and held in hardware; each absent one asks for nothing. */
export interface DeviceRules {
  /** Boot keys of systems other than the vendor's that may verify the boot, lower-case hex. */
  readonly allowedBootKeys?: readonly string[];
  readonly requireStrongBox?: boolean;
  /** From this system version on, as tag 705 writes it (120000 is Android 12), keys must be provisioned remotely. */
  readonly remoteProvisioningFrom?: number;
  /** As tag 705 writes it: major, minor and sub-minor version, two digits each. */
  readonly minimumOsVersion?: number;
  /** YYYY-MM or YYYY-MM-DD. */
  readonly minimumOsPatch?: string;
  readonly minimumVendorPatch?: string;
  readonly minimumBootPatch?: string;
}

export interface KeyAttestationContext {
  readonly now: Date;
  /** `strict`: every check. `chain`: signatures, names, root, dates, position and form of the record. */
  readonly policy: "strict" | "chain";
  /** What `attestationChallenge` must equal; null only where an appraiser has none to compare with. */
  readonly challenge: Uint8Array | null;
  /** The key the request is signed with; null only where there is no request, as offline. */
  readonly confirmationKey: PublicJwk | null;
  /** Null only where nobody registered an app, as offline. */
  readonly app: AndroidReferenceValues | null;
  readonly device: DeviceRules;
  readonly anchors: readonly TrustAnchor[];
  /** `unavailable`: there should be a list and is none, which fails. */
  readonly revocation: RevocationState | "unavailable" | "deliberately-unchecked";
  readonly links?: LinkCache;
}
