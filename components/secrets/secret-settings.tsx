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
import { Overtaken } from "./overtaken";
import { DomainsField, listError, ScopeFields } from "./scope-fields";
import { domainsOf } from "./words";

/** What the form holds, and the revision that it was filled from: who saves over another's change is told. */
interface Draft {
  readonly revision: number;
  readonly scopes: readonly SecretScope[];
  readonly domains: string;
}

const draftOf = ({ revision, scopes, domains }: Secret): Draft => ({ revision, scopes, domains: domains.join("\n") });

/** Whom a secret is for and where it may go; and the end of it. */
export function SecretSettings({ secret }: { secret: Secret }) {
  const may = useMay("secrets:write");
  const router = useRouter();
  const update = useUpdateSecret(secret.id);
  const remove = useDeleteSecret(secret.id);
  // Untouched, the form follows what others save; once touched, it keeps what was typed.
  const [edited, setEdited] = useState<Draft | null>(null);
  const [deleting, setDeleting] = useState(false);
  if (!may) return null;
  const draft = edited ?? draftOf(secret);
  const fields = fieldsOf(update.error);
  const edit = (change: Partial<Draft>) => setEdited({ ...draft, ...change });
  const decide = (next: Draft | null) => {
    update.reset();
    setEdited(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { revision, scopes, domains } = draft;
    update.mutate({ revision, scopes, domains: domainsOf(domains) }, { onSuccess: () => setEdited(null) });
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
        <ScopeFields
          scopes={draft.scopes}
          onChange={(scopes) => edit({ scopes })}
          error={listError(fields, "scopes")}
        />
        <DomainsField
          value={draft.domains}
          onChange={(domains) => edit({ domains })}
          error={listError(fields, "domains")}
        />
        <Problem error={update.error} fields={Object.keys(fields)} />
        {draft.revision !== secret.revision && !update.isPending && (
          <Overtaken
            onTake={() => decide(null)}
            keep="Keep mine and save over it"
            onKeep={() => decide({ ...draft, revision: secret.revision })}
          >
            It is for {secret.scopes.length === 1 ? "1 app" : `${secret.scopes.length} apps`} now, and sent to{" "}
            <span className="break-words font-mono text-body">{secret.domains.join(", ")}</span>. What you typed is
            still here.
          </Overtaken>
        )}
        <Button type="submit" disabled={update.isPending}>
          Save
        </Button>
        {update.isSuccess && edited === null && (
          <Done className="mt-3">Saved. Instances follow at their next attestation.</Done>
        )}
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
