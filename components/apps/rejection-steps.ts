/** At which step of the inspection a package fell, and what its developer can do about it. */
export interface RejectionStep {
  readonly step: string;
  readonly remedy: string;
}

const REBUILD = "Build and sign it again with current tools (apksigner, Xcode), and upload that file untouched.";

/** By the reason's stable code, most telling first; what no pattern knows falls to the last. */
const STEPS: readonly (RejectionStep & { readonly codes: RegExp })[] = [
  {
    codes: /^(v1-only|scheme-too-low-for-target)$/,
    step: "Signature scheme",
    remedy: "Sign with APK Signature Scheme v2 or newer: apksigner does by default, jarsigner can't.",
  },
  {
    codes: /^(unsigned|no-signers|no-signatures|no-certificates|no-code-signature|ad-hoc-signed|entry-unsigned)$/,
    step: "Signature",
    remedy: "Upload the release that your signing key signed, not an unsigned or intermediate build.",
  },
  {
    codes: /^(signature-stripped|digest-mismatch|page-changed|seal-broken|resource-.*|zip-corrupt-entry)$/,
    step: "Contents",
    remedy: "The file was changed after it was signed. Take it from the build again, before anything repacks it.",
  },
  {
    codes: /^(lineage-.*|signers-disagree|too-many-signers|sdk-range-invalid|algorithms-mismatch)$/,
    step: "Signers",
    remedy: "Sign once more with the intended key and, after a rotation, with its lineage (apksigner rotate).",
  },
  {
    codes: /^(certificate-.*|public-key-malformed|development-certificate|team-id-.*|profile-.*|cms-.*)$/,
    step: "Certificate",
    remedy: "Sign with the certificate that the store's release uses.",
  },
  {
    codes: /^(manifest-.*|axml-.*|plist-.*|info-plist-.*|protobuf-.*|bundle-.*|executable-missing|jar-manifest-.*)$/,
    step: "Manifest",
    remedy: REBUILD,
  },
  {
    codes: /^(zip-.*|source-truncated)$/,
    step: "Archive",
    remedy: "The file is damaged or cut short. Upload it whole.",
  },
  { codes: /./, step: "Signature", remedy: REBUILD },
];

/** The step that a reason's code belongs to. */
export function rejectionStep(code: string): RejectionStep {
  return STEPS.find(({ codes }) => codes.test(code)) ?? { step: "Inspection", remedy: REBUILD };
}
