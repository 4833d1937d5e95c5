import type { ComponentProps, ReactNode } from "react";
import { SeverityGlyph } from "../signals/glyphs";
import { cn } from "./class-names";

const control =
  "w-full min-h-9 rounded-control border border-edge bg-raise px-2.5 py-1.5 text-body text-ink max-phone:min-h-11 aria-invalid:border-crit aria-invalid:shadow-[0_0_0_1px_var(--crit)] disabled:border-dashed disabled:bg-transparent disabled:text-ink3";

/** A single-line input. Label it with {@link Field} or by `id`; a placeholder never stands in for a label. */
export function TextInput({ mono = false, className, ...rest }: ComponentProps<"input"> & { mono?: boolean }) {
  return <input className={cn(control, mono && "font-mono text-note", className)} {...rest} />;
}

export function TextArea({ mono = false, className, ...rest }: ComponentProps<"textarea"> & { mono?: boolean }) {
  return <textarea className={cn(control, "block min-h-20", mono && "font-mono text-note", className)} {...rest} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(control, "pr-8", className)} {...rest} />;
}

export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/**
 * A form field: label above, note at the label's right, help below, and in place of the help the server's own words when
 * they refuse. `children` gets the props that tie the control to its label and message.
 *
 * @example <Field id="name" label="Name" error={fields.name}>{(control) => <TextInput {...control} name="name" />}</Field>
 */
export function Field({
  id,
  label,
  note,
  help,
  error,
  children,
  className,
}: {
  id: string;
  label: ReactNode;
  note?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  children: (control: FieldControl) => ReactNode;
  className?: string;
}) {
  const message = error === undefined ? help : error;
  return (
    <div className={cn("mb-5", className)}>
      <div className="mb-1 flex justify-between gap-4">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {note !== undefined && <span className="text-ink3">{note}</span>}
      </div>
      {children({
        id,
        "aria-describedby": message === undefined ? undefined : `${id}-message`,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {message !== undefined && (
        <p
          id={`${id}-message`}
          role={error === undefined ? undefined : "alert"}
          className={cn("mt-1", error === undefined ? "text-ink3" : "flex gap-1.5 text-crit")}
        >
          {error !== undefined && <SeverityGlyph severity="critical" className="mt-0.5 size-3.5" />}
          <span>{message}</span>
        </p>
      )}
    </div>
  );
}

/** One choice of a radio group, with a line of explanation. */
export function RadioChoice({ title, children, ...rest }: ComponentProps<"input"> & { title: string }) {
  return (
    <label className="flex gap-2.5 py-1">
      <input type="radio" className="mt-0.5 size-4 shrink-0 accent-(--accent)" {...rest} />
      <span>
        <span className="font-medium">{title}</span>
        {children !== undefined && <span className="block text-ink2">{children}</span>}
      </span>
    </label>
  );
}

export function Checkbox({ label, ...rest }: ComponentProps<"input"> & { label: ReactNode }) {
  return (
    <label className="flex gap-2.5 py-1">
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-(--accent)" {...rest} />
      <span>{label}</span>
    </label>
  );
}
