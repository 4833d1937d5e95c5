"use client";
import { useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { PageHeader } from "../frame/page-header";
import { appQuery } from "../queries/apps";
import { policyVersionQuery } from "../queries/policies";
import { textLinkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { Exceptions } from "./exceptions";
import { Requirements } from "./requirements";
import { SignalTable } from "./signal-table";

const NO_FIELDS = {};
const unchanged = () => undefined;

/** One version of an app's policy as it was written: what judged an attestation, whatever is in force today. */
export function VersionPage({ id, version }: { id: number; version: number }) {
  const app = useQuery(appQuery(id));
  const written = useQuery(policyVersionQuery(id, version));
  const error = app.error ?? written.error;
  return (
    <>
      <PageHeader
        title={`Version ${version}`}
        parent={{ title: app.data?.name ?? "Policy", href: `/policies/${id}` }}
      />
      <main id="main">
        {app.data && written.data ? (
          <Content app={app.data} version={written.data} />
        ) : error ? (
          <Failure height={320} error={error} onRetry={() => void Promise.all([app.refetch(), written.refetch()])} />
        ) : (
          <Loading height={480} what="Reading the version" />
        )}
      </main>
    </>
  );
}

function Content({ app, version }: { app: App; version: PolicyVersion }) {
  const { policy } = version;
  return (
    <>
      <Standing app={app} version={version} />
      <div className="grid-page mt-5!">
        <div className="grid content-start gap-9 wide:col-span-6">
          <SignalTable platform={app.platform} active={policy} draft={policy} seen={null} onChange={undefined} />
        </div>
        <div className="grid content-start gap-9 wide:col-span-6">
          <Activations version={version} />
          <Exceptions platform={app.platform} active={policy} draft={policy} fields={NO_FIELDS} onChange={undefined} />
          <Requirements platform={app.platform} draft={policy} fields={NO_FIELDS} disabled onChange={unchanged} />
        </div>
      </div>
    </>
  );
}

function Standing({ app, version: { version, reason, author, createdAt } }: { app: App; version: PolicyVersion }) {
  const active = app.activePolicyVersion;
  return (
    <Lead>
      {version === active ? (
        <b>This version is in force.</b>
      ) : (
        <>
          <b>{active === null ? "No version is in force." : `Version ${active} is in force, not this one.`}</b>{" "}
          {active !== null && (
            <Link className={textLinkClass} href={`/policies/${app.id}/compare?from=${version}&to=${active}`}>
              Compare with version {active}
            </Link>
          )}
        </>
      )}{" "}
      Written <Time at={createdAt} /> by {author}: {reason}
    </Lead>
  );
}

function Activations({ version: { activations } }: { version: PolicyVersion }) {
  return (
    <Section title="Came into force" unit={activations.length === 0 ? "never" : "newest first"}>
      {activations.length === 0 && <p className="text-ink2">It has judged nothing by itself.</p>}
      <ul>
        {activations.map(({ at, by }) => (
          <li key={at}>
            <Time at={at} /> <span className="text-ink3">by {by}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
