"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ApiDomain } from "@/lib/contract/admin/api-domains";
import { useMay } from "../account/me";
import { Problem } from "../forms/problem";
import { useDeleteApiDomain } from "../queries/api-domains";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { Section } from "../ui/section";

/** Ends the protection of an API and destroys its keys. */
export function DeleteApiDomain({ domain }: { domain: ApiDomain }) {
  const may = useMay("api-domains:write");
  const [asking, setAsking] = useState(false);
  const remove = useDeleteApiDomain(domain.id);
  const router = useRouter();
  if (!may) return null;
  const apps = domain.apps.length === 1 ? "one app" : `${domain.apps.length} apps`;
  return (
    <Section title="Delete">
      <p className="mb-3 text-ink2">No more tokens for {domain.domain}; its keys are destroyed.</p>
      <Button onClick={() => setAsking(true)}>
        <span className="text-crit">Delete {domain.domain}</span>
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${domain.domain}?`}
        impact={
          <>
            <b>Instances of {apps} get no tokens for it any more,</b> and a backend that still asks for one refuses them
            within 5 min. The keys can’t be brought back.
          </>
        }
        name={domain.domain}
        act={`Delete ${domain.domain}`}
        keep="Keep it"
        pending={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push("/apps") })}
      />
      <Problem error={remove.error} />
    </Section>
  );
}
