"use client";
import { type FormEvent, useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import { DEFAULT_WAIVED, type DevelopmentPurpose } from "@/lib/contract/development";
import type { Signal } from "@/lib/contract/signals";
import { fieldsOf, Problem } from "../forms/problem";
import { ShownOnce } from "../forms/shown-once";
import { signalsOn } from "../policies/applicable";
import { useCreateDevelopmentCredential } from "../queries/development-credentials";
import { Button, LinkButton } from "../ui/button";
import { Checkbox, Field, TextInput } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { endOf, LIFETIMES, type Lifetime } from "./lifetimes";

const PURPOSES = [
  { value: "development", label: "development" },
  { value: "ci", label: "CI" },
] as const;

/** Makes a development credential, and shows its private key once. */
export function CreateCredential({ app, onClose }: { app: App; onClose: () => void }) {
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState<DevelopmentPurpose>("development");
  const [lifetime, setLifetime] = useState<Lifetime>("30");
  const [uses, setUses] = useState("");
  const [waives, setWaives] = useState<readonly Signal[]>(DEFAULT_WAIVED);
  const create = useCreateDevelopmentCredential(app.id);
  const fields = fieldsOf(create.error);
  if (create.data) {
    return (
      <div className="mb-5">
        <ShownOnce values={[{ label: create.data.credential.name, value: create.data.secret }]}>
          <b>Copy the credential now; it is not shown again.</b> Keep it where CI or your laptop keeps secrets, and hand
          it to the SDK as developmentCredential. Never build it into an app that is released.
        </ShownOnce>
        <Button className="mt-4" onClick={onClose}>
          It is stored
        </Button>
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const usesMax = uses.trim() === "" ? null : Number(uses);
    create.mutate({ name, purpose, waives: [...waives], expiresAt: endOf(lifetime), usesMax });
  };
  return (
    <form onSubmit={submit} className="mb-5 grid max-w-190 gap-x-8 phone:grid-cols-2">
      <div>
        <Field id="credential-name" label="Name" help="who or what shows it, such as nightly tests" error={fields.name}>
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
        <div className="mb-5">
          <span className="mb-1 block font-medium">For</span>
          <Segmented label="For" value={purpose} options={PURPOSES} onChange={setPurpose} />
        </div>
        <div className="mb-5">
          <span className="mb-1 block font-medium">Holds for</span>
          <Segmented label="Holds for" value={lifetime} options={LIFETIMES} onChange={setLifetime} />
        </div>
        <Field
          id="credential-uses"
          label="Installations"
          note="any number if empty"
          help="how many may enrol with it; those that have go on"
          error={fields.usesMax}
        >
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={1}
              step={1}
              value={uses}
              onChange={(event) => setUses(event.target.value)}
            />
          )}
        </Field>
      </div>
      <fieldset className="mb-5 min-w-0">
        <legend className="mb-1 font-medium">Signals that don’t reject where it is shown</legend>
        <div className="grid grid-cols-2">
          {signalsOn(app.platform).map((signal) => (
            <Checkbox
              key={signal}
              label={signal}
              checked={waives.includes(signal)}
              onChange={(event) =>
                setWaives(event.target.checked ? [...waives, signal] : waives.filter((one) => one !== signal))
              }
            />
          ))}
        </div>
      </fieldset>
      <div className="col-span-full">
        <Problem error={create.error} fields={["name", "usesMax"]} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" kind="primary" disabled={create.isPending || name.trim() === "" || waives.length === 0}>
            Make the credential
          </Button>
          <LinkButton onClick={onClose}>Not now</LinkButton>
        </div>
      </div>
    </form>
  );
}
