"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import type { PolicyPreview } from "@/lib/contract/admin/policy-preview";
import { fieldsOf, Problem } from "../forms/problem";
import { ApiError } from "../queries/fetcher";
import type { useActivatePolicy } from "../queries/policies";
import { policyPreviewQuery } from "../queries/policy-preview";
import { useRollout } from "../queries/rollouts";
import { Button, linkClass } from "../ui/button";
import { Field, RadioChoice, TextInput } from "../ui/field";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { BAND_FIELDS, type BandDraft, bandOf, bandProblems } from "./band";
import { BandFields } from "./band-fields";
import { Impact, isLarge } from "./impact";
import { percentOf } from "./percent";
import { ReasonField } from "./reason-field";
import { ShareSlider } from "./share-slider";

/** Points by which the rate may exceed what the preview expects before a rollout stops by itself. */
const BAND_SLACK = 0.02;

/** How a version that was written comes into force: watched, for some instances, or for all. */
export function ActivateSection({
  app,
  target,
  active,
  activate,
  onActivated,
}: {
  app: App;
  target: PolicyVersion;
  active: PolicyVersion;
  /** Kept by the page: this section is gone before it hears that its version is in force. */
  activate: ReturnType<typeof useActivatePolicy>;
  onActivated: (version: PolicyVersion) => void;
}) {
  const [mode, setMode] = useState<"shadow" | "enforce">("enforce");
  const [percent, setPercent] = useState(100);
  const [typedBand, setTypedBand] = useState<BandDraft | null>(null);
  const [reason, setReason] = useState(target.reason);
  const [typed, setTyped] = useState("");
  const rollout = useRollout(app.id);
  const { data: live, isLoading: isUnread } = useQuery(
    policyPreviewQuery(app.id, { version: target.version, range: "24h", test: false }),
  );

  const needsName = mode === "enforce" && live !== undefined && isLarge(live);
  const expected = live === undefined ? null : expectedRate(live);
  const highest = percentOf(expected === null ? null : Math.min(1, expected + BAND_SLACK));
  const band = typedBand ?? { lowest: "", highest, minimum: "" };
  const error = activate.error ?? rollout.error;
  const overtaken = error instanceof ApiError && error.code === "conflict";
  const busy = activate.isPending || rollout.isPending;
  const forAll = mode === "enforce" && percent === 100;
  const banded = mode === "enforce" && !forAll;
  const problems = banded ? bandProblems(band) : {};
  const act =
    mode === "shadow"
      ? `Watch version ${target.version}`
      : percent === 100
        ? `Activate version ${target.version}`
        : `Activate ${target.version} for ${percent} %`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    activate.reset();
    rollout.reset();
    if (Object.keys(problems).length > 0) return;
    const why = { reason, ...(typed.trim() === "" ? {} : { confirm: typed.trim() }) };
    const replaces = active.version;
    // Callbacks of mutate() are dropped when the section is gone by then, and an activation takes it off the page.
    if (forAll)
      void activate.mutateAsync({ version: target.version, replaces, ...why }).then(onActivated, () => undefined);
    else {
      const stops = banded ? bandOf(band) : {};
      rollout.mutate({ act: "start", body: { version: target.version, mode, percent, replaces, ...stops, ...why } });
    }
  };
  return (
    <Section
      title={`Activate version ${target.version}`}
      unit={`${forAll ? `replaces version ${active.version} at once` : `version ${active.version} stays in force`}; one click rolls back`}
      className="max-wide:order-4"
    >
      <form onSubmit={submit} className="grid gap-x-8 gap-y-5 wide:grid-cols-[3fr_4fr_5fr]">
        <fieldset>
          <legend className="sr-only">How</legend>
          <RadioChoice title="Shadow" name="mode" checked={mode === "shadow"} onChange={() => setMode("shadow")}>
            count what it would do, reject nobody
          </RadioChoice>
          <RadioChoice title="Enforce" name="mode" checked={mode === "enforce"} onChange={() => setMode("enforce")}>
            judge by it at the next attestation
          </RadioChoice>
        </fieldset>
        <div>
          <ShareSlider value={mode === "shadow" ? 100 : percent} disabled={mode === "shadow"} onChange={setPercent} />
          {banded && (
            <div className="mt-4">
              <BandFields
                id="band"
                draft={band}
                fields={{ ...fieldsOf(rollout.error), ...problems }}
                note={expected === null ? "percent rejected" : `expected ${percentOf(expected)} % rejected`}
                onChange={setTypedBand}
              />
            </div>
          )}
        </div>
        <div>
          <Impact live={live} percent={mode === "shadow" ? 0 : percent} />
          <ReasonField
            id="activate-reason"
            value={reason}
            error={fieldsOf(error).reason}
            className="mt-3.5 mb-0"
            onChange={setReason}
          />
          <div className="mt-3.5 grid items-end gap-3 phone:grid-cols-[1fr_auto]">
            {needsName ? (
              <Field
                id="confirm"
                label={
                  <>
                    Type <span className="font-mono text-note">{app.appId}</span> to confirm
                  </>
                }
                error={fieldsOf(error).confirm}
                className="mb-0"
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
            ) : (
              <span />
            )}
            <Button
              type="submit"
              kind="primary"
              className="h-9"
              disabled={busy || isUnread || reason.trim() === "" || (needsName && typed.trim() !== app.appId)}
            >
              {act}
            </Button>
          </div>
          <div className="mt-3">
            <Problem error={error} fields={["reason", ...BAND_FIELDS, ...(needsName ? ["confirm"] : [])]} />
            {overtaken && (
              <Link
                className={linkClass}
                href={`/policies/${app.id}/compare?from=${active.version}&to=${target.version}`}
              >
                Compare
              </Link>
            )}
          </div>
        </div>
      </form>
    </Section>
  );
}

/** The share of attestations that the version would reject, those that are rejected today included. */
function expectedRate({ attestations, rates }: PolicyPreview): number | null {
  return attestations.all === 0 ? null : rates.draft;
}
