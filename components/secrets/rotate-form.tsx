"use client";
import { type FormEvent, useState } from "react";
import type { Secret, SecretAdoption } from "@/lib/contract/admin/secrets";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useSecretChange } from "../queries/secrets";
import { Button, LinkButton } from "../ui/button";
import { Field, TextInput } from "../ui/field";
import { formatDuration, useFormats } from "../ui/format";
import { fromLocalInput } from "../ui/local-time";
import { Note } from "../ui/note";
import { Section } from "../ui/section";
import { Time } from "../ui/time";
import { type Activation, ActivationField, OverlapField } from "./activation-fields";
import { NewestBy } from "./newest-by";
import { Overtaken } from "./overtaken";
import { useFingerprint, useSealer } from "./use-sealer";
import { ValueField } from "./value-field";
import { currentVersion, type Overlap } from "./words";

/** Gives a secret its next version, sealed in this browser. */
export function RotateForm({
  secret,
  adoption,
  onRevoke,
}: {
  secret: Secret;
  adoption: SecretAdoption | undefined;
  onRevoke: () => void;
}) {
  const newest = secret.versions[0]?.version ?? 0;
  // The newest version when filling in began. The page asks again every two seconds, so `newest` alone would move up
  // under whoever is typing, and with it what the server is told they saw.
  const [seen, setSeen] = useState<number | null>(null);
  const base = seen ?? newest;
  const [value, setValue] = useState("");
  const [activation, setActivation] = useState<Activation>({ when: "now", at: "" });
  const [overlap, setOverlap] = useState<Overlap>("86400");
  const [note, setNote] = useState("");
  const [sealError, setSealError] = useState<string | null>(null);
  const change = useSecretChange(secret.id);
  const { vault, seal } = useSealer();
  const fingerprint = useFingerprint(secret.uid, value);
  const sameAs = secret.versions.find((version) => version.fingerprint === fingerprint)?.version ?? null;
  const fields = fieldsOf(change.error);
  const at = fromLocalInput(activation.at);
  const complete = value !== "" && vault !== null && (activation.when === "now" || at !== null);
  const waiting = secret.versions.find(({ state }) => state === "scheduled");
  const edited =
    <T,>(set: (next: T) => void) =>
    (next: T) => {
      setSeen(base);
      set(next);
    };
  const clear = () => {
    setSeen(null);
    setValue("");
    setNote("");
    setSealError(null);
  };
  const decide = (next: () => void) => {
    change.reset();
    next();
  };
  const overtaken = base !== newest && !change.isPending;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSealError(null);
    try {
      const { sealed, fingerprint: made } = await seal(secret.uid, value);
      const timing = {
        expectedVersion: base,
        note,
        activeFrom: activation.when === "now" ? null : at,
        overlapSeconds: Number(overlap),
      };
      change.mutate({ act: "rotate", body: { ...timing, sealed, fingerprint: made } }, { onSuccess: clear });
    } catch (error) {
      setSealError(error instanceof Error ? error.message : String(error));
    }
  };
  const act = activation.when === "at" ? `Schedule version ${base + 1}` : `Rotate to version ${base + 1} now`;
  const current = currentVersion(secret);
  return (
    <Section
      title={`Rotate to version ${base + 1}`}
      tools={(value !== "" || note !== "") && <LinkButton onClick={clear}>Clear</LinkButton>}
    >
      <form onSubmit={(event) => void submit(event)}>
        <ValueField
          value={value}
          onChange={edited(setValue)}
          vaultKid={vault?.kid ?? null}
          fingerprint={fingerprint}
          sameAs={sameAs}
          error={sealError ?? fields.sealed}
        />
        <ActivationField value={activation} onChange={edited(setActivation)} error={fields.activeFrom} />
        <OverlapField
          value={overlap}
          onChange={edited(setOverlap)}
          help={
            current === undefined
              ? "No version answers now."
              : overlap === "0"
                ? `Version ${current.version} is retired as the new one starts.`
                : `Version ${current.version} answers ${formatDuration(Number(overlap))} longer.`
          }
        />
        <Field id="secret-note" label="Note" note="in the audit log" error={fields.note}>
          {(control) => (
            <TextInput
              {...control}
              value={note}
              maxLength={200}
              onChange={(event) => edited(setNote)(event.target.value)}
            />
          )}
        </Field>
        <Impact adoption={adoption} />
        {waiting && (
          <Note tone="warning" className="mb-4">
            Version {waiting.version} waits for <Time at={waiting.activeFrom} />. Cancel it before another is made.
          </Note>
        )}
        <Problem error={change.error} fields={["sealed", "activeFrom", "note"]} />
        {overtaken && (
          <Overtaken
            onTake={() => decide(clear)}
            keep={`Keep mine, as version ${newest + 1}`}
            onKeep={() => decide(() => setSeen(newest))}
          >
            <NewestBy secret={secret} /> What you typed is still here.
          </Overtaken>
        )}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" className="h-9" disabled={!complete || overtaken || change.isPending}>
            {act}
          </Button>
          <Button className="ml-auto h-9" onClick={onRevoke}>
            <span className="text-crit">Revoke a version</span>
          </Button>
        </div>
        {change.data && value === "" && <Rotated secret={change.data} />}
      </form>
    </Section>
  );
}

/** What a rotation touches. */
function Impact({ adoption }: { adoption: SecretAdoption | undefined }) {
  const formats = useFormats();
  if (!adoption || adoption.active === 0) {
    return <Note className="mb-4">No instance has been given this secret in the last 24 h.</Note>;
  }
  const { appVersions, active } = adoption;
  return (
    <Note className="mb-4">
      <b>
        {appVersions === 1 ? "One app version uses" : `${appVersions} app versions use`} this, on{" "}
        {formats.count(active)} active {active === 1 ? "instance" : "instances"}.
      </b>{" "}
      Running apps pick it up within 5 min of activation, the others at their next start.
    </Note>
  );
}

function Rotated({ secret }: { secret: Secret }) {
  const [made] = secret.versions;
  if (made === undefined) return null;
  return (
    <Done className="mt-3">
      {made.state === "scheduled" ? (
        <>
          <b>Version {made.version} is scheduled</b> for <Time at={made.activeFrom} />.
        </>
      ) : (
        <>
          <b>Version {made.version} is live</b> since <Time at={made.activeFrom} style="clockMillis" />.
        </>
      )}
    </Done>
  );
}
