"use client";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { ChangeRollout, Rollout } from "@/lib/contract/admin/rollouts";
import { fieldsOf, Problem } from "../forms/problem";
import { useRollout } from "../queries/rollouts";
import { OutcomeGlyph } from "../signals/glyphs";
import { Button, LinkButton } from "../ui/button";
import { useFormats } from "../ui/format";
import { Note } from "../ui/note";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Time } from "../ui/time";
import { BAND_FIELDS } from "./band";
import { ReasonField } from "./reason-field";
import { RolloutBand } from "./rollout-band";
import { SHARE_STEPS } from "./share-slider";

/** A version on its way in: where it stands, what it has judged or would have, and every step from here. */
export function RolloutSection({
  app,
  rollout,
  activeVersion,
  onActivate,
}: {
  app: App;
  rollout: Rollout;
  activeVersion: number;
  /** Puts the version in force for all; missing for those who may not. */
  onActivate: (() => void) | undefined;
}) {
  const change = useRollout(app.id);
  const { version, revision, state } = rollout;
  const running = state === "running";
  const [reason, setReason] = useState("");
  const why = reason.trim() === "" ? {} : { reason };
  const done = { onSuccess: () => setReason("") };
  const send = (body: Omit<ChangeRollout, "revision" | "reason">) =>
    change.mutate({ act: "change", body: { revision, ...body, ...why } }, done);
  const end = () => change.mutate({ act: "end", body: { revision, ...why } }, done);
  return (
    <Section title={titleOf(rollout)} unit={unitOf(rollout, activeVersion)} className="mb-9">
      {rollout.state === "stopped" && (
        <Note tone="critical" className="mb-4">
          <b>Stopped by itself: {rollout.stopReason}</b> Version {activeVersion} judges everybody again since{" "}
          <Time at={rollout.changedAt} style="clock" />.
        </Note>
      )}
      <div className="grid gap-x-8 gap-y-4 wide:grid-cols-2">
        <Counted rollout={rollout} />
        {onActivate && (
          <div>
            {rollout.mode === "enforce" && (
              <>
                <Share rollout={rollout} onShare={(percent) => send({ percent })} />
                <RolloutBand
                  rollout={rollout}
                  fields={fieldsOf(change.error)}
                  busy={change.isPending}
                  onBand={(band) => send(band)}
                />
              </>
            )}
            <ReasonField
              id="rollout-reason"
              value={reason}
              error={fieldsOf(change.error).reason}
              className="mb-4"
              onChange={setReason}
            />
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <Button onClick={onActivate} disabled={change.isPending}>
                Put version {version} in force for all
              </Button>
              <Button disabled={change.isPending} onClick={() => send({ state: running ? "paused" : "running" })}>
                {running ? "Pause" : "Go on"}
              </Button>
              <LinkButton disabled={change.isPending} onClick={end}>
                {rollout.mode === "shadow" ? "Stop watching" : `Back to version ${activeVersion} for all`}
              </LinkButton>
            </div>
            <div className="mt-2">
              <Problem error={change.error} fields={["reason", ...BAND_FIELDS]} />
            </div>
          </div>
        )}
      </div>
    </Section>
  );
}

function titleOf({ version, mode, state, percent }: Rollout): string {
  const what = mode === "shadow" ? "watched in the shadow" : `in force for ${percent} %`;
  if (state === "running") return `Version ${version} is ${what}`;
  return `Version ${version} is ${state === "paused" ? "paused" : "stopped"}`;
}

function unitOf(rollout: Rollout, activeVersion: number) {
  const { state, mode, startedBy, startedAt, percent, revision, changedBy, reason } = rollout;
  return (
    <>
      {state === "running"
        ? mode === "shadow"
          ? `version ${activeVersion} judges`
          : `version ${activeVersion} for the others`
        : `${mode === "enforce" ? `it stood at ${percent} %; ` : ""}version ${activeVersion} judges all`}
      , by {startedBy} since <Time at={startedAt} />
      {reason !== null && `: ${revision > 1 ? `${changedBy}: ` : ""}${reason}`}
    </>
  );
}

function Share({ rollout, onShare }: { rollout: Rollout; onShare: (percent: number) => void }) {
  const steps = [...new Set([...SHARE_STEPS.filter((step) => step < 100), rollout.percent])].sort((a, b) => a - b);
  const options = steps.map((step) => ({ value: String(step), label: `${step}\u00a0%` }));
  return (
    <div className="mb-4">
      <Segmented
        label="Share of instances"
        value={String(rollout.percent)}
        options={options}
        onChange={(value) => onShare(Number(value))}
      />
      <p className="mt-1.5 text-ink3">Instances stay in as it grows.</p>
    </div>
  );
}

function Counted({ rollout: { mode, judged, shadow } }: { rollout: Rollout }) {
  const formats = useFormats();
  if (mode === "shadow" && shadow !== null) {
    return (
      <div className="grid grid-cols-2 gap-x-8">
        {(["rejected", "admitted"] as const).map((what) => (
          <section key={what} aria-label={`Would be ${what}`}>
            <h3 className="flex items-center gap-[7px] text-ink2">
              <OutcomeGlyph outcome={what === "rejected" ? "fail" : "pass"} className="size-3" />
              Would be {what}
            </h3>
            <p className="font-medium text-figure tabular-nums">{formats.count(shadow[what].instances)}</p>
            <p className="text-ink2">
              instances, {formats.count(shadow[what].attestations)} of {formats.count(shadow.attestations)} attestations
            </p>
          </section>
        ))}
      </div>
    );
  }
  return (
    <section aria-label="Rejected so far">
      <h3 className="flex items-center gap-[7px] text-ink2">
        <OutcomeGlyph outcome="fail" className="size-3" />
        Rejected so far
      </h3>
      <p className="font-medium text-figure tabular-nums">
        {formats.share(judged.attestations === 0 ? null : judged.rejected / judged.attestations)}
      </p>
      <p className="text-ink2">
        {formats.count(judged.rejected)} of {formats.count(judged.attestations)} attestations it judged
      </p>
    </section>
  );
}
