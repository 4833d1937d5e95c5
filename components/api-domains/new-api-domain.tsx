"use client";
import { type FormEvent, useState } from "react";
import type { ApiDomainWithSecret } from "@/lib/contract/admin/api-domains";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useCreateApiDomain } from "../queries/api-domains";
import { Button } from "../ui/button";
import { Checkbox, Field, TextInput } from "../ui/field";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { ALGORITHM_OPTIONS, ALGORITHM_WORDS } from "./algorithms";
import { AppChoice } from "./app-choice";
import { SecretExportView } from "./secret-export";
import { draftOf, STANDARD_TOKENS, settingsOf } from "./token-draft";
import { TOKEN_FIELDS, TokenFields } from "./token-fields";

/** Protects an API: its domain, how its tokens look, which apps get them. Its secret is shown once, here. */
export function NewApiDomain({ appId }: { appId: number | null }) {
  const may = useMay("api-domains:write");
  const create = useCreateApiDomain();
  if (!may) {
    return (
      <div className="mt-6">
        <NeedsRole permission="api-domains:write" to="protect an API" />
      </div>
    );
  }
  if (create.data) return <Created created={create.data} />;
  return <CreateForm appId={appId} create={create} />;
}

function CreateForm({ appId, create }: { appId: number | null; create: ReturnType<typeof useCreateApiDomain> }) {
  const [domain, setDomain] = useState("");
  const [draft, setDraft] = useState(() => draftOf(STANDARD_TOKENS));
  const [apps, setApps] = useState<number[]>(appId === null ? [] : [appId]);
  const [asciiSecret, setAsciiSecret] = useState(false);
  const fields = fieldsOf(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      domain,
      tokenSettings: settingsOf(draft),
      apps,
      asciiSecret: asciiSecret && draft.algorithm === "HS256",
    });
  };
  return (
    <>
      <Lead>
        <b>An instance that passes gets a short-lived token for each API here.</b> The API’s backend, or a gateway in
        front of it, checks that token and refuses calls without.
      </Lead>
      <form onSubmit={submit} className="grid-page">
        <Section title="API" className="wide:col-span-6">
          <Field
            id="domain"
            label="Domain"
            help="The host name that apps call, such as api.example.com; a port where it has one."
            error={fields.domain}
          >
            {(control) => (
              <TextInput
                {...control}
                mono
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={domain}
                onChange={(event) => setDomain(event.target.value)}
              />
            )}
          </Field>
          <div className="mb-5">
            <span className="mb-1 block font-medium">Who checks the token</span>
            <Segmented
              label="Algorithm"
              value={draft.algorithm}
              options={ALGORITHM_OPTIONS}
              onChange={(algorithm) => setDraft({ ...draft, algorithm })}
              className="h-9"
            />
            <p className="mt-1 text-ink3">{ALGORITHM_WORDS[draft.algorithm]}</p>
            {draft.algorithm === "HS256" && (
              <Checkbox
                label="The backend reads the secret as text: make it 64 letters and digits"
                checked={asciiSecret}
                onChange={(event) => setAsciiSecret(event.target.checked)}
              />
            )}
          </div>
          <AppChoice chosen={apps} onChange={setApps} />
        </Section>
        <Section title="Tokens" className="wide:col-span-6">
          <TokenFields draft={draft} fields={fields} onChange={setDraft} />
          <Problem error={create.error} fields={["domain", ...TOKEN_FIELDS]} />
          <Button type="submit" kind="primary" className="mt-2" disabled={create.isPending}>
            Protect {domain.trim() || "the API"}
          </Button>
        </Section>
      </form>
    </>
  );
}

function Created({ created: { apiDomain, secret } }: { created: ApiDomainWithSecret }) {
  return (
    <div className="mt-6 max-w-180">
      <Done className="mb-4 text-lead">
        <b>{apiDomain.domain} is protected.</b> Instances that pass get its tokens from their next attestation on.
      </Done>
      {secret ? (
        <SecretExportView domain={apiDomain.domain} secret={secret} />
      ) : (
        <p className="text-ink2">
          Backends find the public key in the key set; its private half leaves the vault never.
        </p>
      )}
      <Button asChild kind="primary" className="mt-5">
        <Link href={`/api-domains/${apiDomain.id}`}>{secret ? "It is stored" : `Open ${apiDomain.domain}`}</Link>
      </Button>
    </div>
  );
}
