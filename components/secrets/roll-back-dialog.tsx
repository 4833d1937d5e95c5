"use client";
import { useState } from "react";
import type { Secret, SecretVersion } from "@/lib/contract/admin/secrets";
import { Problem } from "../forms/problem";
import { useSecretChange } from "../queries/secrets";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import { NewestBy } from "./newest-by";
import { Overtaken } from "./overtaken";
import { currentVersion, fingerprintText } from "./words";

/** The overlap of a roll-back: the value rolled away from keeps working meanwhile. */
const OVERLAP_SECONDS = 86_400;

/** Brings an earlier value back as a new version: says from which to which. */
export function RollBackDialog({
  secret,
  target,
  onClose,
}: {
  secret: Secret;
  target: SecretVersion;
  onClose: () => void;
}) {
  const change = useSecretChange(secret.id);
  const newest = secret.versions[0]?.version ?? 0;
  // What was newest when the dialog opened, or when its reader last agreed to what stands.
  const [seen, setSeen] = useState(newest);
  const overtaken = seen !== newest && !change.isPending && !change.isSuccess;
  const agree = () => {
    change.reset();
    setSeen(newest);
  };
  const from = currentVersion(secret);
  const body = { expectedVersion: seen, note: "", activeFrom: null, overlapSeconds: OVERLAP_SECONDS };
  const rollBack = () => change.mutate({ act: "roll-back", version: target.version, body }, { onSuccess: onClose });
  return (
    <Dialog open onOpenChange={onClose} title={`Roll back to version ${target.version}?`}>
      <p className="mt-1.5 mb-3 text-ink2">
        {from && (
          <>
            From version {from.version} (
            <span className="font-mono text-note">{fingerprintText(from.fingerprint)}</span>) to the value of version{" "}
            {target.version} (<span className="font-mono text-note">{fingerprintText(target.fingerprint)}</span>).{" "}
          </>
        )}
        <b>It becomes version {seen + 1}, live at once.</b> Running apps pick it up within 5 min; the version it
        replaces answers 24 h longer.
      </p>
      <Problem error={change.error} />
      {overtaken && (
        <Overtaken
          take="Leave theirs"
          onTake={onClose}
          keep={`Roll back all the same, as version ${newest + 1}`}
          onKeep={agree}
        >
          <NewestBy secret={secret} />
        </Overtaken>
      )}
      <DialogActions>
        <Button onClick={onClose}>Leave it</Button>
        <Button kind="primary" disabled={overtaken || change.isPending} onClick={rollBack}>
          Make version {seen + 1}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
