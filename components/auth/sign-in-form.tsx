"use client";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../ui/button";
import { Field, TextInput } from "../ui/field";
import { Note } from "../ui/note";
import { PasswordInput } from "../ui/password-input";
import { signInMessage, signInWithPassword } from "./sign-in";

/** E-mail address and password; on success the browser goes to `next`, a path of this console. */
export function SignInForm({ next }: { next: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    const outcome = await signInWithPassword(String(form.get("email")), String(form.get("password")));
    if (outcome === "signed-in") {
      // A full load: nothing that was fetched for nobody stays in the page.
      window.location.assign(next);
      return;
    }
    setBusy(false);
    setProblem(signInMessage(outcome));
    password.current?.select();
  }

  return (
    <form onSubmit={submit} aria-busy={busy}>
      <Field id="email" label="E-mail address">
        {(control) => (
          <TextInput {...control} name="email" type="email" autoComplete="username" autoCapitalize="none" required />
        )}
      </Field>
      <Field id="password" label="Password">
        {(control) => (
          <PasswordInput {...control} ref={password} name="password" autoComplete="current-password" required />
        )}
      </Field>
      <div role="alert" className={problem === null ? undefined : "mb-5"}>
        {problem !== null && <Note tone="critical">{problem}</Note>}
      </div>
      <Button type="submit" kind="primary" disabled={busy} className="w-full">
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
