"use client";
import { type FormEvent, useId, useState } from "react";
import type { Secret, SecretAdoption } from "@/lib/contract/admin/secrets";
import { fieldsOf, Problem } from "../forms/problem";
import { useSecretChange } from "../queries/secrets";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import { Field, Select, TextInput } from "../ui/field";
import { useFormats } from "../ui/format";

/** Ends a version now: its impact in instances first, then why, then the secret's name. */
export function RevokeDialog({
  secret,
  adoption,
  initial,
  onClose,
}: {
  secret: Secret;
  adoption: SecretAdoption | undefined;
  /** Version number. */
  initial: number;
  onClose: () => void;
}) {
  const formats = useFormats();
  const id = useId();
  const [chosen, setChosen] = useState(initial);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const change = useSecretChange(secret.id);
  const choices = secret.versions.filter(({ state }) => state !== "revoked");
  const version = choices.find((candidate) => candidate.version === chosen);
  const scheduled = version?.state === "scheduled";
  const holders = adoption?.versions.find((held) => held.version === chosen)?.instances ?? 0;
  const heir = secret.versions.find(
    (other) => other.version !== chosen && (other.state === "overlapping" || other.state === "current"),
  );
  const act = scheduled ? `Cancel version ${chosen}` : `Revoke version ${chosen}`;
  const holds = typed.trim() === secret.name && reason.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (holds) change.mutate({ act: "revoke", version: chosen, body: { reason } }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={scheduled ? `Cancel version ${chosen}?` : `Revoke version ${chosen} now?`}
    >
      <form onSubmit={submit}>
        <div className="mt-1.5 mb-3 text-ink2">
          {scheduled ? (
            "It has not started. The version in force stays."
          ) : (
            <>
              <b>
                {formats.count(holders)} {holders === 1 ? "instance loses" : "instances lose"} {secret.name} until they
                attest again
              </b>
              , most within 5 min.{" "}
              {heir ? `They then get version ${heir.version}.` : "No other version is there to take over: rotate soon."}{" "}
              A revoked version never comes back.
            </>
          )}
        </div>
        {choices.length > 1 && (
          <Field id={`${id}-version`} label="Version">
            {(control) => (
              <Select {...control} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
                {choices.map((choice) => (
                  <option key={choice.id} value={choice.version}>
                    {choice.version}, {choice.state}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <Field id={`${id}-reason`} label="Why" note="in the audit log" error={fieldsOf(change.error).reason}>
          {(control) => <TextInput {...control} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <label htmlFor={`${id}-name`} className="mb-1 block font-medium">
          Type <span className="font-mono text-note">{secret.name}</span> to confirm
        </label>
        <TextInput
          id={`${id}-name`}
          mono
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Problem error={change.error} fields={["reason"]} />
        <DialogActions>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" kind="danger" disabled={!holds || change.isPending}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
