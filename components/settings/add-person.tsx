"use client";
import { type FormEvent, useState } from "react";
import type { Role } from "@/lib/contract/outcome";
import { ROLE_OPTIONS, ROLE_WORDS } from "../account/roles";
import { fieldsOf, Problem } from "../forms/problem";
import { ShownOnce } from "../forms/shown-once";
import { usePasswordMaker } from "../queries/people";
import { Button } from "../ui/button";
import { Field, RadioChoice, TextInput } from "../ui/field";

const NOBODY = { email: "", name: "", role: "analyst" as Role };

/** Adds somebody; their first password is shown once. */
export function AddPerson() {
  const [person, setPerson] = useState(NOBODY);
  const add = usePasswordMaker();
  const fields = fieldsOf(add.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(person, { onSuccess: () => setPerson(NOBODY) });
  };
  if (add.data) {
    return (
      <>
        <ShownOnce values={[{ label: "Password", value: add.data.password }]}>
          <b>{add.data.person.name} may sign in. Pass this password on now; it is not shown again.</b>{" "}
          {add.data.person.email} changes it under Settings.
        </ShownOnce>
        <Button className="mt-4" onClick={add.reset}>
          It is passed on
        </Button>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <Field id="person-name" label="Name" error={fields.name}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            maxLength={100}
            value={person.name}
            onChange={(event) => setPerson({ ...person, name: event.target.value })}
          />
        )}
      </Field>
      <Field
        id="person-email"
        label="E-mail address"
        help="They sign in with it; nothing is sent to it."
        error={fields.email}
      >
        {(control) => (
          <TextInput
            {...control}
            type="email"
            autoComplete="off"
            value={person.email}
            onChange={(event) => setPerson({ ...person, email: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="mb-4">
        <legend className="mb-1 font-medium">Role</legend>
        {ROLE_OPTIONS.map(({ value, label }) => (
          <RadioChoice
            key={value}
            title={label}
            name="role"
            checked={person.role === value}
            onChange={() => setPerson({ ...person, role: value })}
          >
            {ROLE_WORDS[value].may}
          </RadioChoice>
        ))}
      </fieldset>
      <Problem error={add.error} fields={["name", "email"]} />
      <Button type="submit" kind="primary" disabled={add.isPending}>
        Add {person.name.trim() || "them"}
      </Button>
    </form>
  );
}
