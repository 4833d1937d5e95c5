"use client";
import { useQuery } from "@tanstack/react-query";
import type { App, Build } from "@/lib/contract/admin/apps";
import { policyVersionQuery } from "../queries/policies";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";
import { affectedWords, type VersionInstances } from "./version-instances";

/** Asks before a build is revoked, and says whom it hits. */
export function RevokeBuild({
  app,
  build,
  builds,
  active,
  busy,
  onKeep,
  onRevoke,
}: {
  app: App;
  build: Build;
  builds: readonly Build[];
  active: VersionInstances;
  busy: boolean;
  onKeep: () => void;
  onRevoke: () => void;
}) {
  const formats = useFormats();
  const { data: inForce } = useQuery({
    ...policyVersionQuery(app.id, app.activePolicyVersion ?? 0),
    enabled: app.activePolicyVersion !== null,
  });
  const exact = inForce?.policy.builds === "exact";
  const others = builds.filter(({ id, revokedAt }) => id !== build.id && revokedAt === null);
  const alike = others.some(({ signerDigests }) => signerDigests.some((hex) => build.signerDigests.includes(hex)));
  const goOn = alike && inForce !== undefined && !exact;
  return (
    <ConfirmDialog
      open
      onOpenChange={onKeep}
      title={`Revoke ${build.versionName} (${build.versionCode})?`}
      impact={
        <>
          <b>{affectedWords(active, formats)}</b>{" "}
          {goOn
            ? "They go on: another build has the same certificate, and the policy accepts any version of it."
            : "They count as app-not-registered from their next attestation on, most within 5 min."}{" "}
          A revoked build can be restored.
        </>
      }
      name={build.versionName}
      act={`Revoke ${build.versionName}`}
      keep="Keep it"
      pending={busy}
      onConfirm={onRevoke}
    />
  );
}
