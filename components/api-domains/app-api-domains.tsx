"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiDomain } from "@/lib/contract/admin/api-domains";
import type { App } from "@/lib/contract/admin/apps";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Problem } from "../forms/problem";
import { apiDomainsQuery, useUpdateApiDomain } from "../queries/api-domains";
import { Button, LinkButton, linkClass } from "../ui/button";
import { Select } from "../ui/field";
import { formatDuration } from "../ui/format";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";

/** The APIs that an app gets tokens for. */
export function AppApiDomains({ app }: { app: App }) {
  const may = useMay("api-domains:write");
  const { data: all, error, refetch } = useQuery(apiDomainsQuery);
  const update = useUpdateApiDomain();
  const linked = all?.filter(({ apps }) => apps.includes(app.id));
  const others = all?.filter(({ apps }) => !apps.includes(app.id)) ?? [];
  const link = (domain: ApiDomain) => update.mutate({ id: domain.id, apps: [...domain.apps, app.id] });
  const unlink = (domain: ApiDomain) =>
    update.mutate({ id: domain.id, apps: domain.apps.filter((id) => id !== app.id) });
  return (
    <Section title="API domains" unit="a passing instance gets a token for each" className="wide:col-span-8">
      {!linked && !error && <Loading height={140} what="Reading the API domains" />}
      {!linked && error && <Failure height={140} error={error} onRetry={() => void refetch()} />}
      {linked?.length === 0 && (
        <Empty height={140} title="This app gets no tokens">
          Its attestations are judged and counted, but no API asks for the result.
        </Empty>
      )}
      {linked && linked.length > 0 && (
        <Table label="API domains">
          <thead>
            <tr>
              <th scope="col">Domain</th>
              <th scope="col">Algorithm</th>
              <th scope="col" className="num max-phone:hidden">
                Lifetime
              </th>
              <th scope="col" className="max-phone:hidden">
                Header
              </th>
              <th scope="col" className="max-phone:hidden">
                Key
              </th>
              {may && (
                <th scope="col">
                  <span className="sr-only">Change</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {linked.map((domain) => (
              <tr key={domain.id}>
                <td>
                  <Link href={`/api-domains/${domain.id}`} className={`break-all font-semibold ${linkClass}`}>
                    {domain.domain}
                  </Link>
                </td>
                <td>{domain.tokenSettings.algorithm}</td>
                <td className="num max-phone:hidden">{formatDuration(domain.tokenSettings.ttlSeconds)}</td>
                <td className="max-phone:hidden">{domain.tokenSettings.headerName}</td>
                <td className="font-mono text-note! max-phone:hidden">
                  {domain.keys.find(({ state }) => state === "current")?.fingerprint ?? "–"}
                </td>
                {may && (
                  <td className="num">
                    <LinkButton disabled={update.isPending} onClick={() => unlink(domain)}>
                      Unlink
                    </LinkButton>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {may && all && (
        <LinkDomain appId={app.id} first={linked?.length === 0} others={others} busy={update.isPending} onLink={link} />
      )}
      <Problem error={update.error} />
      <NeedsRole permission="api-domains:write" to="change them" />
    </Section>
  );
}

function LinkDomain({
  appId,
  first,
  others,
  busy,
  onLink,
}: {
  appId: number;
  first: boolean;
  others: readonly ApiDomain[];
  busy: boolean;
  onLink: (domain: ApiDomain) => void;
}) {
  const [chosen, setChosen] = useState("");
  const domain = others.find(({ id }) => String(id) === chosen) ?? others[0];
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      <Button asChild>
        <Link href={`/api-domains/new?app=${appId}`}>Protect {first ? "an" : "another"} API</Link>
      </Button>
      {domain && (
        <>
          <span className="ml-2 text-ink2">or link</span>
          <Select
            aria-label="API domain to link"
            value={String(domain.id)}
            onChange={(event) => setChosen(event.target.value)}
            className="w-auto max-w-60"
          >
            {others.map((other) => (
              <option key={other.id} value={other.id}>
                {other.domain}
              </option>
            ))}
          </Select>
          <Button disabled={busy} onClick={() => onLink(domain)}>
            Link
          </Button>
        </>
      )}
    </div>
  );
}
