"use client";
import { useState } from "react";
import type { ApiDomain } from "@/lib/contract/admin/api-domains";
import { useMay } from "../account/me";
import { Problem } from "../forms/problem";
import { useUpdateApiDomain } from "../queries/api-domains";
import { Button } from "../ui/button";
import { Section } from "../ui/section";
import { AppChoice } from "./app-choice";

/** Which apps get tokens for one API. */
export function DomainApps({ domain }: { domain: ApiDomain }) {
  const may = useMay("api-domains:write");
  const [apps, setApps] = useState<readonly number[]>(domain.apps);
  const update = useUpdateApiDomain();
  const unchanged = [...apps].sort().join() === [...domain.apps].sort().join();
  return (
    <Section title="Apps">
      <AppChoice chosen={apps} onChange={setApps} disabled={!may} />
      <Problem error={update.error} />
      {may && (
        <Button disabled={unchanged || update.isPending} onClick={() => update.mutate({ id: domain.id, apps })}>
          Save the apps
        </Button>
      )}
    </Section>
  );
}
