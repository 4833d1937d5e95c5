"use client";
import { type FormEvent, useState } from "react";
import { ApiError, sendJson } from "../queries/fetcher";
import { Button } from "../ui/button";
import { Field, TextInput } from "../ui/field";
import { Note } from "../ui/note";
import { PasswordInput } from "../ui/password-input";
import { signInWithPassword } from "./sign-in";

type Problem = { readonly message: string; readonly fields: Readonly<Record<string, string>> };

/** Creates the first admin with the token in the address's fragment, and signs them in. */
export function SetupForm() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    setProblem(null);
    try {
      await sendJson("POST", "/api/setup", {
        token: window.location.hash.slice(1),
        name: text("name"),
        email: text("email"),
        password: text("password"),
      });
      const outcome = await signInWithPassword(text("email"), text("password"));
      window.location.assign(outcome === "signed-in" ? "/" : "/sign-in");
    } catch (error) {
      setBusy(false);
      setProblem(problemOf(error));
    }
  }

  const fields = problem?.fields ?? {};
  const shown = ["name", "email", "password"].some((name) => name in fields) ? null : (problem?.message ?? null);
  return (
    <form onSubmit={submit} aria-busy={busy}>
      <Field id="name" label="Your name" error={fields.name}>
        {(control) => <TextInput {...control} name="name" autoComplete="name" maxLength={100} required />}
      </Field>
      <Field id="email" label="E-mail address" help="You sign in with it; nothing is sent to it." error={fields.email}>
        {(control) => (
          <TextInput {...control} name="email" type="email" autoComplete="username" autoCapitalize="none" required />
        )}
      </Field>
      <Field id="password" label="Password" help="At least 12 characters." error={fields.password}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            minLength={12}
            maxLength={200}
            required
          />
        )}
      </Field>
      <div role="alert" className={shown === null ? undefined : "mb-5"}>
        {shown !== null && <Note tone="critical">{fields.token ?? shown}</Note>}
      </div>
      <Button type="submit" kind="primary" disabled={busy} className="w-full">
        {busy ? "Creating…" : "Create the first admin"}
      </Button>
    </form>
  );
}

function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return { message: error.message, fields: error.fields };
  return { message: "That did not work. Try again.", fields: {} };
}
