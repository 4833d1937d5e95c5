"use client";
import { type FormEvent, useState } from "react";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useChangePassword } from "../queries/sessions";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { PasswordInput } from "../ui/password-input";
import { Section } from "../ui/section";

/** Changes the viewer's own password. */
export function ChangePassword() {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const change = useChangePassword();
  const fields = fieldsOf(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          setCurrent("");
          setNew("");
        },
      },
    );
  };
  return (
    <Section title="Password" unit="signs your other browsers out" className="wide:col-span-4">
      <form onSubmit={submit} className="max-w-100">
        <Field id="current-password" label="Current password" error={fields.currentPassword}>
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="current-password"
              value={currentPassword}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <Field id="new-password" label="New password" help="At least 12 characters." error={fields.newPassword}>
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="new-password"
              maxLength={200}
              value={newPassword}
              onChange={(event) => setNew(event.target.value)}
            />
          )}
        </Field>
        <Problem error={change.error} fields={["currentPassword", "newPassword"]} />
        <Button type="submit" disabled={currentPassword === "" || newPassword === "" || change.isPending}>
          Change the password
        </Button>
        {change.isSuccess && <Done className="mt-3">The password is changed. You are signed in here only.</Done>}
      </form>
    </Section>
  );
}
