"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import { platformTitle } from "../apps/titles";
import { PageHeader } from "../frame/page-header";
import { appQuery } from "../queries/apps";
import { policiesQuery, policyVersionQuery } from "../queries/policies";
import { Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { PolicyEditor } from "./policy-editor";

/** The policy of one app: what is in force, a draft, and every version. */
export function PolicyPage({ id }: { id: number }) {
  const { data: app, error: appError, refetch } = useQuery(appQuery(id));
  return (
    <>
      <PageHeader
        title={app?.name ?? "Policy"}
        parent={{ title: "Policies", href: "/policies" }}
        status={app && <InForce app={app} />}
        testTraffic
      />
      <main id="main">
        {!app && appError && <Failure height={240} error={appError} onRetry={() => void refetch()} />}
        {!app && !appError && <Loading height={480} what="Reading the policy" />}
        {app && <Policies app={app} />}
      </main>
    </>
  );
}

function InForce({ app }: { app: App }) {
  const { data } = useQuery({
    ...policyVersionQuery(app.id, app.activePolicyVersion ?? 0),
    enabled: app.activePolicyVersion !== null,
  });
  const since = data?.activations[0];
  return (
    <span className="block overflow-hidden text-ellipsis whitespace-nowrap text-ink3 max-phone:whitespace-normal">
      {platformTitle(app.platform)}.{" "}
      {since && (
        <>
          Version {data.version} in force since <Time at={since.at} />
        </>
      )}
    </span>
  );
}

function Policies({ app }: { app: App }) {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(policiesQuery(app.id));
  const versions = data?.pages.flatMap((page) => page.versions) ?? [];
  const activeVersion = data?.pages[0]?.activeVersion ?? null;
  const listed = versions.find(({ version }) => version === activeVersion);
  // The version in force may lie further back than the list was read.
  const { data: fetched, error: activeError } = useQuery({
    ...policyVersionQuery(app.id, activeVersion ?? 0),
    enabled: activeVersion !== null && listed === undefined,
  });
  const active = listed ?? fetched;
  const failed = error ?? activeError;
  if (!active && failed) return <Failure height={240} error={failed} onRetry={() => void refetch()} />;
  if (!active) return <Loading height={480} what="Reading the policy" />;
  return (
    <PolicyEditor
      app={app}
      active={active}
      versions={versions}
      onMore={hasNextPage ? () => void fetchNextPage() : undefined}
    />
  );
}
