"use client";
import Link from "next/link";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { Problem } from "../forms/problem";
import { ApiError } from "../queries/fetcher";
import { useActivatePolicy } from "../queries/policies";
import { Button, linkClass } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import { ChangeList } from "./change-list";
import { policyChanges } from "./changes";

/** Shows what a version changes and puts it in force; an older one is a rollback. */
export function ActivateDialog({
  appId,
  appName,
  target,
  active,
  onClose,
  onActivated,
}: {
  appId: number;
  appName: string;
  target: PolicyVersion;
  /** The version in force; null for none. */
  active: PolicyVersion | null;
  onClose: () => void;
  onActivated: (version: PolicyVersion) => void;
}) {
  const activate = useActivatePolicy(appId);
  const back = active !== null && target.version < active.version;
  const changes = active === null ? [] : policyChanges(active.policy, target.policy);
  const act = back ? `Roll back to version ${target.version}` : `Activate version ${target.version}`;
  const overtaken = activate.error instanceof ApiError && activate.error.code === "conflict";
  const confirm = () =>
    activate.mutate({ version: target.version, replaces: active?.version ?? null }, { onSuccess: onActivated });
  return (
    <Dialog open onOpenChange={onClose} title={`${act} of ${appName}?`}>
      <p className="mt-1.5 mb-3 text-ink2">
        {active === null ? "No version is in force." : `It replaces version ${active.version}.`} Every data plane
        process judges by it within a second; instances meet it at their next attestation, most within 5 min.
      </p>
      {active !== null && changes.length === 0 && <p>Both judge alike; only the reason differs.</p>}
      <ChangeList changes={changes} />
      <div className="mt-3">
        <Problem error={activate.error} />
        {overtaken && active !== null && (
          <Link
            className={linkClass}
            href={`/policies/${appId}/compare?from=${active.version}&to=${target.version}`}
            onClick={onClose}
          >
            Compare
          </Link>
        )}
      </div>
      <DialogActions>
        <Button onClick={onClose}>{active === null ? "Not now" : `Keep version ${active.version}`}</Button>
        <Button kind="primary" disabled={activate.isPending} onClick={confirm}>
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
