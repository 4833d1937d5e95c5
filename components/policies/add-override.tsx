"use client";
import { type FormEvent, useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import { FORCE_PASS_DAYS_MAX, LATEST_INSTANCE, OVERRIDES, type Override } from "@/lib/contract/admin/overrides";
import { endOf, LIFETIMES, type Lifetime } from "../apps/lifetimes";
import { platformTitle } from "../apps/titles";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { ConfirmOverride } from "../instances/confirm-override";
import { type NewOverride, useCreateOverride } from "../queries/overrides";
import { Button, LinkButton } from "../ui/button";
import { Field, Select, TextInput } from "../ui/field";
import { Segmented } from "../ui/segmented";

/** How long a kind may hold. */
const lifetimesOf = (kind: Override["kind"]) =>
  LIFETIMES.filter(({ value }) => kind !== "force-pass" || Number(value) <= FORCE_PASS_DAYS_MAX);

const KINDS = OVERRIDES.map((value) => ({ value, label: value }));

/** A decision about one instance, by its id or as the one that attested last. */
export function AddOverride({ apps, onClose }: { apps: readonly App[]; onClose: () => void }) {
  const [instance, setInstance] = useState<string>(LATEST_INSTANCE);
  const [appId, setAppId] = useState(apps[0]?.id ?? 0);
  const [kind, setKind] = useState<Override["kind"]>("force-pass");
  const [reason, setReason] = useState("");
  const [lifetime, setLifetime] = useState<Lifetime>("1");
  const [asked, setAsked] = useState<NewOverride | null>(null);
  const create = useCreateOverride();
  const fields = fieldsOf(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = { instanceId: instance.trim(), appId, kind, reason, expiresAt: endOf(lifetime) };
    if (kind === "force-pass") create.mutate(wanted);
    else setAsked(wanted);
  };
  if (create.data) {
    const { instanceId, expiresAt } = create.data;
    return (
      <div className="mb-5">
        <Done>
          <span className="font-mono text-note">{instanceId}</span>: {create.data.kind}
          {expiresAt !== null && ` until ${new Date(expiresAt).toLocaleString()}`}, at its next attestation.
        </Done>
        <Button className="mt-3" size="small" onClick={onClose}>
          Good
        </Button>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="mb-5 grid max-w-190 gap-x-8 phone:grid-cols-2">
      <Field
        id="override-instance"
        label="Instance"
        help="its id, the did of a token, or latest: the one that attested last"
        error={fields.instanceId}
      >
        {(control) => (
          <TextInput
            {...control}
            mono
            autoComplete="off"
            value={instance}
            onChange={(event) => setInstance(event.target.value)}
          />
        )}
      </Field>
      <Field id="override-app" label="App" help="for latest" error={fields.appId}>
        {(control) => (
          <Select {...control} value={appId} onChange={(event) => setAppId(Number(event.target.value))}>
            {apps.map((app) => (
              <option key={app.id} value={app.id}>
                {app.name}, {platformTitle(app.platform)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="mb-5">
        <span className="mb-1 block font-medium">Decision</span>
        <Segmented
          label="Decision"
          value={kind}
          options={KINDS}
          onChange={(next) => {
            setKind(next);
            if (!lifetimesOf(next).some(({ value }) => value === lifetime)) setLifetime("1");
          }}
        />
      </div>
      <div className="mb-5">
        <span className="mb-1 block font-medium">Holds for</span>
        <Segmented label="Holds for" value={lifetime} options={lifetimesOf(kind)} onChange={setLifetime} />
      </div>
      <Field
        id="override-reason"
        label="Why"
        note="in the list and the audit"
        error={fields.reason}
        className="col-span-full"
      >
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <div className="col-span-full">
        <Problem error={create.error} fields={["instanceId", "appId", "reason"]} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" kind="primary" disabled={create.isPending || reason.trim() === ""}>
            {kind === "ban" ? "Ban it" : kind === "force-pass" ? "Let it pass" : "Refuse it"}
          </Button>
          <LinkButton onClick={onClose}>Decide nothing</LinkButton>
        </div>
        {asked && (
          <ConfirmOverride
            asked={asked}
            pending={create.isPending}
            onKeep={() => setAsked(null)}
            onDecide={(decided) => create.mutate(decided, { onSettled: () => setAsked(null) })}
          />
        )}
      </div>
    </form>
  );
}
