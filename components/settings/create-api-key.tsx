"use client";
import { type FormEvent, useState } from "react";
import type { Role } from "@/lib/contract/outcome";
import type { Permission } from "@/lib/contract/permissions";
import { ROLE_OPTIONS, ROLE_WORDS } from "../account/roles";
import { fieldsOf, Problem } from "../forms/problem";
import { ShownOnce } from "../forms/shown-once";
import { useCreateApiKey } from "../queries/api-keys";
import { Button } from "../ui/button";
import { Field, RadioChoice, TextInput } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { ScopePicker } from "./scope-picker";

const LIFETIMES = [
  { value: "30", label: "30 d" },
  { value: "90", label: "90 d" },
  { value: "365", label: "1 year" },
  { value: "never", label: "never" },
] as const;

type Lifetime = (typeof LIFETIMES)[number]["value"];

function expiryOf(lifetime: Lifetime): string | null {
  return lifetime === "never" ? null : new Date(Date.now() + Number(lifetime) * 86_400_000).toISOString();
}

/** What a role grants. */
export interface Grant {
  readonly role: Role;
  readonly permissions: readonly Permission[];
}

/** Makes a key, and shows it once. */
export function CreateApiKey({ grants }: { grants: readonly Grant[] }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("analyst");
  const [scopes, setScopes] = useState<readonly Permission[] | null>(null);
  const [lifetime, setLifetime] = useState<Lifetime>("90");
  const granted = grants.find((grant) => grant.role === role)?.permissions ?? [];
  const create = useCreateApiKey();
  const fields = fieldsOf(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, role, scopes, expiresAt: expiryOf(lifetime) }, { onSuccess: () => setName("") });
  };
  if (create.data) {
    return (
      <>
        <ShownOnce values={[{ label: create.data.apiKey.name, value: create.data.key }]}>
          <b>Copy the key now; it is not shown again.</b> Keep it where CI keeps secrets, as ATTESTRY_API_KEY.
        </ShownOnce>
        <Button className="mt-4" onClick={create.reset}>
          It is stored
        </Button>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <Field id="key-name" label="Name" help="what uses it, such as release pipeline" error={fields.name}>
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="mb-4">
        <legend className="mb-1 font-medium">Role</legend>
        {ROLE_OPTIONS.map(({ value, label }) => (
          <RadioChoice
            key={value}
            title={label}
            name="key-role"
            checked={role === value}
            onChange={() => {
              setRole(value);
              setScopes(null);
            }}
          >
            {ROLE_WORDS[value].may}
          </RadioChoice>
        ))}
      </fieldset>
      <ScopePicker granted={granted} scopes={scopes} onChange={setScopes} error={fields.scopes} />
      <div className="mb-5">
        <span className="mb-1 block font-medium">Expires after</span>
        <Segmented label="Expires after" value={lifetime} options={LIFETIMES} onChange={setLifetime} />
      </div>
      <Problem error={create.error} fields={["name", "scopes"]} />
      <Button type="submit" kind="primary" disabled={create.isPending}>
        Make the key
      </Button>
    </form>
  );
}
