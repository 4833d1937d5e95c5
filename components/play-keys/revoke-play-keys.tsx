"use client";
import { useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import type { PlayKeySet } from "@/lib/contract/admin/play-keys";
import { playInstancesQuery } from "../queries/app-activity";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";

/** Asks before the keys that open an app's Play Integrity tokens are revoked, and says whom it hits. */
export function RevokePlayKeys({
  app,
  keys,
  isLast,
  pending,
  onKeep,
  onRevoke,
}: {
  app: App;
  keys: PlayKeySet;
  /** No other set of keys is left then. */
  isLast: boolean;
  pending: boolean;
  onKeep: () => void;
  onRevoke: () => void;
}) {
  const formats = useFormats();
  const { data: active } = useQuery(playInstancesQuery(app));
  const instances = active?.day.instances ?? null;
  return (
    <ConfirmDialog
      open
      onOpenChange={onKeep}
      title={`Revoke the keys ${keys.fingerprint}?`}
      impact={
        <>
          <b>
            {instances === null
              ? "How many instances have shown a Play Integrity verdict is not known."
              : `${formats.count(instances)} ${instances === 1 ? "instance has" : "instances have"} shown a Play Integrity verdict in the last 24 h.`}
          </b>{" "}
          {isLast
            ? `These are the only keys of ${app.name}: new verdicts are refused, unless Google decodes them by a service account.`
            : "Verdicts that only these keys open are refused; the other keys stay."}{" "}
          Revoked keys can’t be brought back; the Play Console has them still.
        </>
      }
      name={keys.fingerprint}
      act={`Revoke ${keys.fingerprint}`}
      keep="Keep them"
      pending={pending}
      onConfirm={onRevoke}
    />
  );
}
