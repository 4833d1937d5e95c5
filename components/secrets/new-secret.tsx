"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { SecretScope } from "@/lib/contract/admin/secrets";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { fieldsOf, Problem } from "../forms/problem";
import { useCreateSecret } from "../queries/secrets";
import { Button } from "../ui/button";
import { Field, TextInput } from "../ui/field";
import { fromLocalInput } from "../ui/local-time";
import { Code } from "../ui/note";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { type Activation, ActivationField } from "./activation-fields";
import { DomainsField, listError, ScopeFields } from "./scope-fields";
import { newUid, useFingerprint, useSealer } from "./use-sealer";
import { ValueField } from "./value-field";
import { VaultNote } from "./vault-note";
import { domainsOf } from "./words";

/** Keeps a new secret; it leaves this browser sealed. */
export function NewSecret() {
  const may = useMay("secrets:write");
  if (!may) {
    return (
      <div className="mt-6">
        <NeedsRole permission="secrets:write" to="add a secret" />
      </div>
    );
  }
  return <CreateForm />;
}

function CreateForm() {
  const router = useRouter();
  const [uid] = useState(newUid);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [domains, setDomains] = useState("");
  const [scopes, setScopes] = useState<SecretScope[]>([]);
  const [note, setNote] = useState("");
  const [activation, setActivation] = useState<Activation>({ when: "now", at: "" });
  const [sealError, setSealError] = useState<string | null>(null);
  const create = useCreateSecret();
  const { vault, seal } = useSealer();
  const fingerprint = useFingerprint(uid, value);
  const fields = fieldsOf(create.error);
  const at = fromLocalInput(activation.at);
  const complete =
    name !== "" &&
    value !== "" &&
    scopes.length > 0 &&
    domains.trim() !== "" &&
    (activation.when === "now" || at !== null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSealError(null);
    try {
      const { sealed, fingerprint: made } = await seal(uid, value);
      const activeFrom = activation.when === "now" ? null : at;
      const secret = { uid, name, domains: domainsOf(domains), scopes, note, activeFrom, sealed, fingerprint: made };
      create.mutate(secret, {
        onSuccess: ({ id }) => {
          setValue("");
          router.push(`/secrets/${id}`);
        },
      });
    } catch (error) {
      setSealError(error instanceof Error ? error.message : String(error));
    }
  };
  const placeholder = name.trim() || "maps-api-key";
  return (
    <>
      <Lead>
        <b>The value is sealed before it leaves this browser.</b> The console’s server can’t open it; the data plane
        can, and gives it to instances that pass.
      </Lead>
      <VaultNote />
      <form onSubmit={(event) => void submit(event)} className="grid-page">
        <Section title="Secret" className="wide:col-span-6!">
          <Field
            id="secret-name"
            label="Name"
            help="What the app writes in place of the value: letters, digits, dots, dashes and underscores."
            error={fields.name}
          >
            {(control) => (
              <TextInput
                {...control}
                mono
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <ValueField
            label="Value"
            value={value}
            onChange={setValue}
            vaultKid={vault?.kid ?? null}
            fingerprint={fingerprint}
            error={sealError ?? fields.sealed}
          />
          <ActivationField value={activation} onChange={setActivation} error={fields.activeFrom} />
          <Field id="secret-note" label="Note" note="in the audit log" error={fields.note}>
            {(control) => (
              <TextInput {...control} value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
            )}
          </Field>
        </Section>
        <Section title="For whom, and where to" className="wide:col-span-6!">
          <ScopeFields scopes={scopes} onChange={setScopes} error={listError(fields, "scopes")} />
          <DomainsField value={domains} onChange={setDomains} error={listError(fields, "domains")} />
          <p className="mb-1 font-medium">In the app</p>
          <Code label="In the app">{`attestry.addSubstitutionHeader("X-Api-Key");
await attestry.attestedFetch(url, { headers: { "X-Api-Key": "${placeholder}" } });`}</Code>
          <div className="mt-5">
            <Problem
              error={create.error}
              fields={[
                "name",
                "sealed",
                "activeFrom",
                "note",
                ...Object.keys(fields).filter((field) => /^(scopes|domains)/.test(field)),
              ]}
            />
            <Button
              type="submit"
              kind="primary"
              className="h-9"
              disabled={!complete || vault === null || create.isPending}
            >
              {activation.when === "at" ? `Schedule ${placeholder}` : `Keep ${placeholder}`}
            </Button>
          </div>
        </Section>
      </form>
    </>
  );
}
