"use client";
import { useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import type { ActiveCount } from "@/lib/contract/metrics";
import { AppApiDomains } from "../api-domains/app-api-domains";
import { useFilter } from "../filter/use-filter";
import { PageHeader } from "../frame/page-header";
import { PlayKeysSection } from "../play-keys/play-keys-section";
import { appInstancesQuery } from "../queries/app-activity";
import { appQuery } from "../queries/apps";
import { linkClass } from "../ui/button";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Note } from "../ui/note";
import { Lead } from "../ui/page";
import { Facts } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { AppSettings } from "./app-settings";
import { BuildsSection } from "./builds-section";
import { DevelopmentCredentials } from "./development-credentials";
import { platformTitle } from "./titles";
import { VersionAdoptionSection } from "./version-adoption";

/** One app: its builds, the APIs it gets tokens for, its settings. */
export function AppPage({ id }: { id: number }) {
  const { data: app, error, refetch } = useQuery(appQuery(id));
  return (
    <>
      <PageHeader title={app?.name ?? "App"} parent={{ title: "Apps", href: "/apps" }} testTraffic />
      <main id="main">
        {!app && !error && <Loading height={360} what="Reading the app" />}
        {!app && error && <Failure height={240} error={error} onRetry={() => void refetch()} />}
        {app && <Known app={app} />}
      </main>
    </>
  );
}

function Known({ app }: { app: App }) {
  const formats = useFormats();
  const { filter } = useFilter();
  const { data: active } = useQuery(appInstancesQuery(app, filter.test));
  const count = (of: ActiveCount | undefined) => (of ? formats.estimate(of.instances, of.approximate) : "–");
  const facts = [
    { term: "Package", value: <span className="break-all font-mono text-note">{app.appId}</span> },
    { term: "Platform", value: platformTitle(app.platform) },
    {
      term: "Policy",
      value: (
        <Link href={`/policies/${app.id}`} className={linkClass}>
          {app.activePolicyVersion === null ? "None" : `Version ${app.activePolicyVersion}`}
        </Link>
      ),
    },
    { term: "Instances, 1 h", value: count(active?.hour) },
    { term: "Instances, 24 h", value: count(active?.day) },
    { term: "Instances, 30 d", value: count(active?.month) },
    { term: "Registered", value: <Time at={app.createdAt} /> },
  ];
  return (
    <>
      {app.archivedAt !== null && (
        <Note tone="warning" className="mt-5">
          <b>Archived.</b> Every attestation of this app is refused since <Time at={app.archivedAt} />. Its history
          stays.
        </Note>
      )}
      <Lead>{leadOf(app)}</Lead>
      <div className="mt-5">
        <Facts facts={facts} />
      </div>
      <div className="grid-page">
        <BuildsSection app={app} />
        <VersionAdoptionSection app={app} test={filter.test} />
        <AppApiDomains app={app} />
        <DevelopmentCredentials app={app} />
        <AppSettings app={app} />
        {app.platform === "android" && <PlayKeysSection app={app} />}
      </div>
    </>
  );
}

function leadOf({ builds, newestVersion, platform }: App) {
  if (builds === 0) return <b>No build is registered, so every instance is unknown. Register one.</b>;
  return (
    <>
      <b>
        {builds === 1 ? "One build is" : `${builds} builds are`} registered, {newestVersion} the newest.
      </b>{" "}
      An instance counts as genuine when {platform === "ios" ? "their team" : "one of their certificates"} signed it.
    </>
  );
}
