"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { Secret, SecretScope } from "@/lib/contract/admin/secrets";
import { useMay } from "../account/me";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useDeleteSecret, useUpdateSecret } from "../queries/secrets";
import { Button, LinkButton } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { Section } from "../ui/section";
import { DomainsField, listError, ScopeFields } from "./scope-fields";
import { domainsOf } from "./words";

/** Whom a secret is for and where it may go; and the end of it. */
export function SecretSettings({ secret }: { secret: Secret }) {
  const may = useMay("secrets:write");
  const router = useRouter();
  const update = useUpdateSecret(secret.id);
  const remove = useDeleteSecret(secret.id);
  // What the form was filled with: who saves over another's change is told, whatever was loaded since.
  const [seen, setSeen] = useState(secret.revision);
  const [scopes, setScopes] = useState<readonly SecretScope[]>(secret.scopes);
  const [domains, setDomains] = useState(secret.domains.join("\n"));
  const [deleting, setDeleting] = useState(false);
  if (!may) return null;
  const fields = fieldsOf(update.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      { revision: seen, scopes, domains: domainsOf(domains) },
      { onSuccess: ({ revision }) => setSeen(revision) },
    );
  };
  return (
    <Section
      title="For whom, and where to"
      tools={
        <LinkButton className="text-crit" onClick={() => setDeleting(true)}>
          Delete the secret
        </LinkButton>
      }
    >
      <form onSubmit={submit}>
        <ScopeFields scopes={scopes} onChange={setScopes} error={listError(fields, "scopes")} />
        <DomainsField value={domains} onChange={setDomains} error={listError(fields, "domains")} />
        <Problem error={update.error} fields={Object.keys(fields)} />
        <Button type="submit" disabled={update.isPending}>
          Save
        </Button>
        {update.isSuccess && <Done className="mt-3">Saved. Instances follow at their next attestation.</Done>}
      </form>
      {deleting && (
        <ConfirmDialog
          open
          onOpenChange={setDeleting}
          title={`Delete ${secret.name}?`}
          impact={
            <>
              <b>Every instance loses it at its next attestation, within 5 min.</b> What was done with it stays in the
              audit; its name is free again.
            </>
          }
          name={secret.name}
          act="Delete the secret"
          keep="Keep it"
          pending={remove.isPending}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push("/secrets") })}
        />
      )}
    </Section>
  );
}
