"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Override } from "@/lib/contract/admin/overrides";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { instanceOverridesQuery } from "../queries/instance-overrides";
import { type NewOverride, useCreateOverride, useLiftOverride } from "../queries/overrides";
import { Button, LinkButton } from "../ui/button";
import { Field, TextInput } from "../ui/field";
import { Rows, Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Time } from "../ui/time";
import { ConfirmOverride } from "./confirm-override";
import { OVERRIDE_WORDS } from "./override-words";

const KINDS = [
  { value: "force-pass", label: "Force pass" },
  { value: "force-fail", label: "Force fail" },
  { value: "ban", label: "Ban" },
] as const;
const DURATIONS = [
  { value: "1", label: "1 d" },
  { value: "7", label: "7 d" },
  { value: "30", label: "30 d" },
  { value: "", label: "until lifted" },
] as const;
/** How long a kind may hold: nothing is let through for good. */
const durationsOf = (kind: NewOverride["kind"]) =>
  DURATIONS.filter(({ value }) => kind !== "force-pass" || value !== "");
const DAY_MS = 86_400_000;

/** What people decided about one installation, and the form for another decision. */
export function OverridesSection({
  instanceId,
  appId,
  className,
}: {
  instanceId: string;
  /** Row id of its app; null for an instance that never enrolled here, which nothing can be decided about. */
  appId: number | null;
  className?: string;
}) {
  const { data: overrides = [], error } = useQuery(instanceOverridesQuery(instanceId));
  return (
    <Section title="Overrides" unit="outrank the policy" className={className ?? ""}>
      {error && <Problem error={error} />}
      {overrides.length > 0 ? (
        <Rows className="mb-5">
          {overrides.map((override) => (
            <OverrideLine key={override.id} override={override} />
          ))}
        </Rows>
      ) : (
        <p className="mb-5 text-ink2">None. Its evidence and the policy decide.</p>
      )}
      {appId !== null && <OverrideForm instanceId={instanceId} appId={appId} />}
      <NeedsRole permission="overrides:write" to="decide about an instance" />
    </Section>
  );
}

function OverrideLine({ override }: { override: Override }) {
  const may = useMay("overrides:write");
  const lift = useLiftOverride();
  const { id, kind, reason, owner, createdAt, expiresAt, liftedAt, liftedBy } = override;
  const over = liftedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
  return (
    <li>
      <span className="flex items-baseline gap-2">
        <b className={over ? "text-ink2 line-through" : ""}>{kind}</b>
        <span className="text-ink3">
          <Time at={createdAt} />
        </span>
        {may && !over && (
          <LinkButton className="ml-auto" disabled={lift.isPending} onClick={() => lift.mutate(id)}>
            Lift<span className="sr-only"> {kind}</span>
          </LinkButton>
        )}
      </span>
      <p className="break-words">{reason}</p>
      <p className="text-ink3">
        {owner}
        {liftedAt !== null ? (
          <>
            ; lifted by {liftedBy} <Time at={liftedAt} />
          </>
        ) : expiresAt !== null ? (
          <>
            ; {over ? "expired" : "until"} <Time at={expiresAt} />
          </>
        ) : (
          "; until lifted"
        )}
      </p>
      <Problem error={lift.error} />
    </li>
  );
}

function OverrideForm({ instanceId, appId }: { instanceId: string; appId: number }) {
  const may = useMay("overrides:write");
  const create = useCreateOverride();
  const [kind, setKind] = useState<NewOverride["kind"]>("force-pass");
  const [days, setDays] = useState<(typeof DURATIONS)[number]["value"]>("7");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState<NewOverride | null>(null);
  if (!may) return null;
  const decide = (decided: NewOverride) =>
    create.mutate(decided, { onSuccess: () => setReason(""), onSettled: () => setAsked(null) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const expiresAt = days === "" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const wanted = { instanceId, appId, kind, reason, expiresAt };
    if (kind === "force-pass") decide(wanted);
    else setAsked(wanted);
  };
  return (
    <form onSubmit={submit} className="border-line border-t pt-3">
      <div className="mb-3">
        <Segmented
          label="Decision"
          value={kind}
          options={KINDS}
          onChange={(next) => {
            setKind(next);
            if (!durationsOf(next).some(({ value }) => value === days)) setDays("7");
          }}
        />
        <p className="mt-1 text-ink3">{OVERRIDE_WORDS[kind]}</p>
      </div>
      <div className="mb-3">
        <Segmented label="For how long" value={days} options={durationsOf(kind)} onChange={setDays} />
      </div>
      <Field id="override-reason" label="Why" error={fieldsOf(create.error).reason} className="mb-3">
        {(control) => <TextInput {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <Problem error={create.error} fields={["reason"]} />
      <Button type="submit" disabled={reason.trim() === "" || create.isPending}>
        {KINDS.find((one) => one.value === kind)?.label} this instance
      </Button>
      {asked && (
        <ConfirmOverride asked={asked} pending={create.isPending} onKeep={() => setAsked(null)} onDecide={decide} />
      )}
      {create.data && (
        <Done className="mt-3">
          {create.data.kind} is in force since <Time at={create.data.createdAt} />. Every process knows within a second.
        </Done>
      )}
    </form>
  );
}
