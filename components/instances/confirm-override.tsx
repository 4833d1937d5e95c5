"use client";
import { useQuery } from "@tanstack/react-query";
import type { InstanceStateAnswer } from "@/lib/contract/admin/instance-state";
import { instanceStateQuery } from "../queries/instance-state";
import type { NewOverride } from "../queries/overrides";
import { ConfirmDialog } from "../ui/dialog";
import { Time } from "../ui/time";
import { OVERRIDE_WORDS } from "./override-words";

/** Letters of an instance id that are typed: its end tells instances apart. */
const TYPED_LENGTH = 8;

/** Asks before an installation is banned or made to fail, and says which it is and what it loses. */
export function ConfirmOverride({
  asked,
  pending,
  onKeep,
  onDecide,
}: {
  asked: NewOverride;
  pending: boolean;
  onKeep: () => void;
  /** What was asked, about the very instance that was shown: which one is the latest may have changed meanwhile. */
  onDecide: (decided: NewOverride) => void;
}) {
  const { data: state, error } = useQuery(instanceStateQuery(asked.instanceId, asked.appId));
  const name = state?.instanceId.slice(-TYPED_LENGTH) ?? null;
  const act = asked.kind === "ban" ? "Ban" : "Force to fail:";
  return (
    <ConfirmDialog
      open
      onOpenChange={onKeep}
      title={asked.kind === "ban" ? "Ban this instance?" : "Force this instance to fail?"}
      impact={
        <>
          {state ? <Impact state={state} /> : <span role="status">{error?.message ?? "Looking at the instance"}</span>}
          <p className="mt-2">
            {OVERRIDE_WORDS[asked.kind]} Its calls are refused from its next attestation on,{" "}
            {asked.expiresAt === null ? (
              "until it is lifted."
            ) : (
              <>
                until <Time at={asked.expiresAt} />.
              </>
            )}
          </p>
        </>
      }
      name={name}
      act={`${act} …${name ?? ""}`}
      keep="Decide nothing"
      pending={pending || state === undefined}
      onConfirm={() => state && onDecide({ ...asked, instanceId: state.instanceId })}
    />
  );
}

function Impact({ state: { instanceId, appId, seen, test } }: { state: InstanceStateAnswer }) {
  return (
    <>
      <p className="break-all font-mono text-note">{instanceId}</p>
      <p className="mt-1">
        <b>
          {seen === null
            ? "It has not attested since it was enrolled."
            : seen.outcome === "pass"
              ? "It passes now."
              : `It is rejected already: ${seen.reasons.join(", ") || "by an override"}.`}
        </b>{" "}
        {appId}
        {seen && (
          <>
            {" "}
            {seen.appVersion} on {seen.model || "an unknown model"}, seen last <Time at={seen.at} />
          </>
        )}
        {test && ", test traffic"}.
      </p>
    </>
  );
}
