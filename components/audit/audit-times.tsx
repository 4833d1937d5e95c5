"use client";
import { type FormEvent, useState } from "react";
import type { AuditFilter } from "../queries/audit";
import { Button } from "../ui/button";
import { chipClass } from "../ui/chip";
import { Field, TextInput } from "../ui/field";
import { Popover } from "../ui/menu";

/** The first chip of the bar: from when and until when, either end open. */
export function AuditTimes({
  filter,
  title,
  onChange,
}: {
  filter: AuditFilter;
  title: string;
  onChange: (change: Partial<AuditFilter>) => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="Time"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={chipClass("time")}>
          {title}
        </button>
      }
      className="w-72"
    >
      <Times
        key={`${filter.from} ${filter.to}`}
        filter={filter}
        onChoose={(times) => {
          onChange(times);
          setOpen(false);
        }}
      />
    </Popover>
  );
}

function Times({ filter, onChoose }: { filter: AuditFilter; onChoose: (times: { from: string; to: string }) => void }) {
  const [from, setFrom] = useState(() => localInput(filter.from));
  const [to, setTo] = useState(() => localInput(filter.to));
  const backwards = from !== "" && to !== "" && from >= to;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!backwards) onChoose({ from: instantOf(from), to: instantOf(to) });
  };
  return (
    <form onSubmit={submit} className="px-2.5 pt-2 pb-1.5">
      <Field id="audit-from" label="From" className="mb-2.5">
        {(control) => (
          <TextInput
            {...control}
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field
        id="audit-to"
        label="To"
        error={backwards ? "The end must lie after the start." : undefined}
        className="mb-3"
      >
        {(control) => (
          <TextInput {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <span className="flex gap-2">
        <Button size="small" type="submit">
          Show this time
        </Button>
        <Button size="small" onClick={() => onChoose({ from: "", to: "" })}>
          Any time
        </Button>
      </span>
    </form>
  );
}

/** An instant as datetime-local inputs want it, in the viewer's zone. */
function localInput(instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return "";
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instantOf(local: string): string {
  return local === "" ? "" : new Date(local).toISOString();
}
