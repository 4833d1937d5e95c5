"use client";
import { useQuery } from "@tanstack/react-query";
import type { ApiDomain } from "@/lib/contract/admin/api-domains";
import { NeedsRole } from "../account/needs-role";
import { PageHeader } from "../frame/page-header";
import { apiDomainQuery } from "../queries/api-domains";
import { formatDuration } from "../ui/format";
import { Lead } from "../ui/page";
import { Failure, Loading } from "../ui/states";
import { DeleteApiDomain } from "./delete-api-domain";
import { DomainApps } from "./domain-apps";
import { DomainTokens } from "./domain-tokens";
import { KeysSection } from "./keys-section";
import { RotateKey } from "./rotate-key";

/** One protected API: its keys, how its tokens look, which apps get them. */
export function ApiDomainPage({ id }: { id: number }) {
  const { data, error, refetch } = useQuery(apiDomainQuery(id));
  return (
    <>
      <PageHeader title={data?.domain ?? "API domain"} parent={{ title: "Apps", href: "/apps" }} />
      <main id="main">
        {!data && !error && <Loading height={360} what="Reading the API domain" />}
        {!data && error && <Failure height={240} error={error} onRetry={() => void refetch()} />}
        {data && <Known domain={data} />}
      </main>
    </>
  );
}

function Known({ domain }: { domain: ApiDomain }) {
  const { algorithm, ttlSeconds, headerName, headerPrefix } = domain.tokenSettings;
  return (
    <>
      <Lead>
        <b>
          {domain.apps.length === 0 && "No app gets"}
          {domain.apps.length === 1 && "One app gets"}
          {domain.apps.length > 1 && `${domain.apps.length} apps get`} tokens for {domain.domain}.
        </b>{" "}
        {algorithm}, {formatDuration(ttlSeconds)}, in the header{" "}
        <span className="font-mono text-body">
          {headerName}: {headerPrefix}…
        </span>
      </Lead>
      <NeedsRole permission="api-domains:write" to="change it" />
      <div className="grid-page">
        <div className="grid content-start gap-9 wide:col-span-7">
          <KeysSection domain={domain} />
          <DomainTokens key={JSON.stringify(domain.tokenSettings)} domain={domain} />
        </div>
        <div className="grid content-start gap-9 wide:col-span-5">
          <RotateKey domain={domain} />
          <DomainApps key={domain.apps.join()} domain={domain} />
          <DeleteApiDomain domain={domain} />
        </div>
      </div>
    </>
  );
}
