"use client";
import { type FormEvent, useState } from "react";
import type { Build } from "@/lib/contract/admin/apps";
import { fieldsOf, Problem } from "../forms/problem";
import { useBuildChange } from "../queries/builds";
import { Button } from "../ui/button";
import { Dialog, DialogActions } from "../ui/dialog";
import { Field, TextInput } from "../ui/field";
import { fromLocalInput, toLocalInput } from "../ui/local-time";

/** Says when a build stops to count as registered. */
export function ExpireBuild({ build, onClose }: { build: Build; onClose: () => void }) {
  const [at, setAt] = useState(build.expiresAt === null ? "" : toLocalInput(build.expiresAt));
  const change = useBuildChange();
  const save = (expiresAt: string | null) =>
    change.mutate({ act: "expire", id: build.id, expiresAt }, { onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(fromLocalInput(at));
  };
  return (
    <Dialog open onOpenChange={onClose} title={`When does ${build.versionName} expire?`}>
      <form onSubmit={submit} className="mt-2 text-left">
        <Field
          id="expires-at"
          label="Expires"
          note="your time zone"
          help="From then on it no longer counts as registered."
          error={fieldsOf(change.error).expiresAt}
        >
          {(control) => (
            <TextInput {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
          )}
        </Field>
        <Problem error={change.error} fields={["expiresAt"]} />
        <DialogActions>
          <Button onClick={onClose}>Leave it</Button>
          {build.expiresAt !== null && (
            <Button disabled={change.isPending} onClick={() => save(null)}>
              Never expires
            </Button>
          )}
          <Button type="submit" kind="primary" disabled={at === "" || change.isPending}>
            Set the expiry
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
