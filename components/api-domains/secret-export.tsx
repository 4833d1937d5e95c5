import type { SecretExport } from "@/lib/contract/admin/api-domains";
import { ShownOnce } from "../forms/shown-once";

/** An HS256 secret in each form that backends want it in. */
export function SecretExportView({ domain, secret }: { domain: string; secret: SecretExport }) {
  return (
    <ShownOnce
      values={[
        { label: "Base64", value: secret.base64 },
        { label: "Base64url", value: secret.base64url },
        { label: "Percent-encoded", value: secret.percentEncoded },
        { label: "JWK", value: JSON.stringify(secret.jwk, null, 2) },
      ]}
    >
      <b>Copy the secret of {domain} now; it is not shown again.</b> All four are the same secret. Give it to the
      backend in the form that it reads, and keep it out of every app.
    </ShownOnce>
  );
}
