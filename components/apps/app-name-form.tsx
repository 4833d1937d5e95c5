"use client";
import { type FormEvent, useId, useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useAppChange } from "../queries/apps";
import { Button } from "../ui/button";
import { Field, TextInput } from "../ui/field";

/** The name that people know an app by. */
export function AppNameForm({ app, className }: { app: App; className?: string }) {
  const id = useId();
  const [name, setName] = useState(app.name);
  const change = useAppChange(app.id);
  const saved = change.data?.name ?? app.name;
  const unchanged = name.trim() === saved;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!unchanged) change.mutate({ act: "update", change: { name } });
  };
  return (
    <form onSubmit={submit} className={className}>
      <Field
        id={id}
        label="Name"
        note="in every list and chart"
        error={fieldsOf(change.error).name}
        className="mb-2 max-w-110"
      >
        {(control) => (
          <span className="flex gap-2">
            <TextInput {...control} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
            <Button type="submit" className="h-auto" disabled={unchanged || change.isPending}>
              Rename
            </Button>
          </span>
        )}
      </Field>
      <Problem error={change.error} fields={["name"]} />
      {change.isSuccess && unchanged && <Done>Named {saved}.</Done>}
    </form>
  );
}
