"use client";
import { type FormEvent, useState } from "react";
import type { ApiDomain } from "@/lib/contract/admin/api-domains";
import { useMay } from "../account/me";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { useUpdateApiDomain } from "../queries/api-domains";
import { Button } from "../ui/button";
import { Section } from "../ui/section";
import { draftOf, sameDraft, settingsOf } from "./token-draft";
import { TOKEN_FIELDS, TokenFields } from "./token-fields";

/** How the tokens of one API look. */
export function DomainTokens({ domain }: { domain: ApiDomain }) {
  const may = useMay("api-domains:write");
  const [draft, setDraft] = useState(() => draftOf(domain.tokenSettings));
  const update = useUpdateApiDomain();
  const unchanged = sameDraft(draft, draftOf(domain.tokenSettings));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ id: domain.id, tokenSettings: settingsOf(draft) });
  };
  return (
    <Section title="Tokens" unit="changes count from the next attestation on">
      <form onSubmit={submit}>
        <TokenFields draft={draft} fields={fieldsOf(update.error)} onChange={setDraft} disabled={!may} />
        <Problem error={update.error} fields={TOKEN_FIELDS} />
        {may && (
          <Button type="submit" disabled={unchanged || update.isPending}>
            Save the token settings
          </Button>
        )}
        {update.isSuccess && unchanged && <Done className="mt-2">Saved.</Done>}
      </form>
    </Section>
  );
}
