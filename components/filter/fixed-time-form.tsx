"use client";
import { type FormEvent, useState } from "react";
import { type Filter, RANGES } from "@/lib/contract/filter";
import { Button } from "../ui/button";
import { Field, TextInput } from "../ui/field";

/** `2026-11-19T10:24` in the viewer's zone, as datetime-local inputs want it. */
function localInput(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** From and to, in the viewer's zone. A default export because it is loaded by itself. */
export default function FixedTimeForm({ filter, onChoose }: { filter: Filter; onChoose: (filter: Filter) => void }) {
  const [from, setFrom] = useState(() => localInput(new Date(filter.from ?? Date.now() - RANGES[filter.range] * 1000)));
  const [to, setTo] = useState(() => localInput(new Date(filter.to ?? Date.now())));
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [start, end] = [new Date(from), new Date(to)];
    if (!(start.getTime() < end.getTime())) setError("The end must lie after the start.");
    else onChoose({ ...filter, from: start.toISOString(), to: end.toISOString() });
  };
  return (
    <form onSubmit={submit} className="mt-1.5 border-line border-t px-2.5 pt-3 pb-1.5">
      <Field id="filter-from" label="From" className="mb-2.5">
        {(control) => (
          <TextInput
            {...control}
            type="datetime-local"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field id="filter-to" label="To" error={error} className="mb-3">
        {(control) => (
          <TextInput {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <Button size="small" type="submit">
        Show this time
      </Button>
    </form>
  );
}
