"use client";
import { Field, TextInput } from "../ui/field";

/** Why somebody acts: in the history beside who and when, and in the audit. */
export function ReasonField({
  id,
  value,
  error,
  className,
  onChange,
}: {
  id: string;
  value: string;
  error: string | undefined;
  className?: string;
  onChange: (reason: string) => void;
}) {
  return (
    <Field id={id} label="Reason" note="in the history and the audit" error={error} className={className ?? ""}>
      {(control) => (
        <TextInput
          {...control}
          autoComplete="off"
          maxLength={500}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
