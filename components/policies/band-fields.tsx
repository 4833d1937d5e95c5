"use client";
import type { ReactNode } from "react";
import { MINIMUM_ATTESTATIONS } from "@/lib/contract/admin/rollouts";
import { Field, TextInput } from "../ui/field";
import type { BandDraft } from "./band";

/** Where a rollout stops by itself; `id` tells the fields of two forms apart. */
export function BandFields({
  id,
  draft,
  fields,
  note,
  onChange,
}: {
  id: string;
  draft: BandDraft;
  /** Messages by the API's field names. */
  fields: Readonly<Record<string, string>>;
  note: string;
  onChange: (draft: BandDraft) => void;
}) {
  const field = (name: keyof BandDraft, path: string, label: string, help: string, beside?: ReactNode) => (
    <Field id={`${id}-${name}`} label={label} note={beside} help={help} error={fields[path]} className="mb-0">
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          autoComplete="off"
          value={draft[name]}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-3">
      {field("highest", "band.highest", "Stop by itself above", "over ten minutes; never, if empty", note)}
      <div className="grid items-start gap-3 phone:grid-cols-2">
        {field("lowest", "band.lowest", "or below", "percent; never, if empty")}
        {field("minimum", "minimumAttestations", "Attestations needed", `${MINIMUM_ATTESTATIONS} if empty`)}
      </div>
    </div>
  );
}
