"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { fieldsOf, Problem } from "../forms/problem";
import { ApiError } from "../queries/fetcher";
import { useActivatePolicy } from "../queries/policies";
import { policyPreviewQuery } from "../queries/policy-preview";
import { Button, linkClass } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import { Field, TextInput } from "../ui/field";
import { Link } from "../ui/link";
import { ChangeList } from "./change-list";
import { policyChanges } from "./changes";
import { Impact, isLarge } from "./impact";
import { ReasonField } from "./reason-field";

/** Shows what a version changes and whom, and puts it in force for all; an older one is a rollback. */
export function ActivateDialog({
  app,
  target,
  active,
  onClose,
  onActivated,
}: {
  app: App;
  target: PolicyVersion;
  /** The version in force; null for none. */
  active: PolicyVersion | null;
  onClose: () => void;
  onActivated: (version: PolicyVersion) => void;
}) {
  const activate = useActivatePolicy(app.id);
  const [typed, setTyped] = useState("");
  const { data: live, isLoading: isUnread } = useQuery(
    policyPreviewQuery(app.id, { version: target.version, range: "24h", test: false }),
  );
  const back = active !== null && target.version < active.version;
  // Whoever rolls back has a reason of today; a version that goes on was written for one.
  const [reason, setReason] = useState(back ? "" : target.reason);
  const changes = active === null ? [] : policyChanges(active.policy, target.policy);
  const act = back ? `Roll back to version ${target.version}` : `Activate version ${target.version}`;
  const overtaken = activate.error instanceof ApiError && activate.error.code === "conflict";
  const unconfirmed = activate.error instanceof ApiError && activate.error.code === "confirmation_required";
  const needsName = (live !== undefined && isLarge(live)) || unconfirmed;
  const confirm = () =>
    activate.mutate(
      {
        ...{ version: target.version, replaces: active?.version ?? null, reason },
        ...(needsName ? { confirm: typed.trim() } : {}),
      },
      { onSuccess: onActivated },
    );
  return (
    <Dialog open onOpenChange={onClose} title={`${act} of ${app.name}?`}>
      <p className="mt-1.5 mb-3 text-ink2">
        {active === null ? "No version is in force." : `It replaces version ${active.version}.`} Every data plane
        process judges by it within a second; instances meet it at their next attestation, most within 5 min.
      </p>
      {active !== null && changes.length === 0 && <p>Both judge alike; only the reason differs.</p>}
      <ChangeList changes={changes} />
      {changes.length > 0 && (
        <div className="mt-3">
          <Impact live={live} percent={100} />
        </div>
      )}
      <ReasonField
        id="activation-reason"
        value={reason}
        error={fieldsOf(activate.error).reason}
        className="mt-3 mb-0"
        onChange={setReason}
      />
      {needsName && (
        <Field
          id="confirm-activation"
          label={
            <>
              Type <span className="font-mono text-note">{app.appId}</span> to confirm
            </>
          }
          error={fieldsOf(activate.error).confirm}
          className="mt-3 mb-0"
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="mt-3">
        <Problem error={activate.error} fields={["confirm", "reason"]} />
        {overtaken && active !== null && (
          <Link
            className={linkClass}
            href={`/policies/${app.id}/compare?from=${active.version}&to=${target.version}`}
            onClick={onClose}
          >
            Compare
          </Link>
        )}
      </div>
      <DialogActions>
        <Button onClick={onClose}>{active === null ? "Not now" : `Keep version ${active.version}`}</Button>
        <Button
          kind="primary"
          disabled={activate.isPending || isUnread || reason.trim() === "" || (needsName && typed.trim() !== app.appId)}
          onClick={confirm}
        >
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
