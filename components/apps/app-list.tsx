"use client";
import { useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { useFilter } from "../filter/use-filter";
import { appInstancesQuery } from "../queries/app-activity";
import { appsQuery } from "../queries/apps";
import { linkClass, textLinkClass } from "../ui/button";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { PackageUpload } from "./package-upload";
import { platformTitle } from "./titles";

/** Every registered app, and where the next build comes in. */
export function AppList() {
  const { data: apps, error, refetch } = useQuery(appsQuery);
  const live = apps?.filter(({ archivedAt }) => archivedAt === null);
  const archived = apps?.filter(({ archivedAt }) => archivedAt !== null);
  return (
    <>
      {live && <Lead>{leadOf(live)}</Lead>}
      <div className="grid-page">
        <div className="grid gap-9 wide:col-span-8">
          <Section title="Apps" unit="an app on one platform each">
            {!live && !error && <Loading height={200} what="Reading the apps" />}
            {!live && error && <Failure error={error} onRetry={() => void refetch()} />}
            {live?.length === 0 && (
              <Empty title="No app is registered">
                Attestry refuses every phone until it knows what a genuine app looks like.
              </Empty>
            )}
            {live && live.length > 0 && <AppTable label="Apps" apps={live} />}
          </Section>
          {archived && archived.length > 0 && (
            <Section title="Archived" unit="not attested any more; their history stays">
              <AppTable label="Archived apps" apps={archived} />
            </Section>
          )}
        </div>
        <Register />
      </div>
    </>
  );
}

function leadOf(apps: readonly App[]) {
  const builds = apps.reduce((sum, app) => sum + app.builds, 0);
  if (apps.length === 0) return <b>Register the first app: upload its release package.</b>;
  return (
    <>
      <b>
        {apps.length} {apps.length === 1 ? "app is" : "apps are"} registered, with {builds}{" "}
        {builds === 1 ? "build" : "builds"}.
      </b>{" "}
      Anything else that calls itself one of them is refused.
    </>
  );
}

function AppTable({ label, apps }: { label: string; apps: readonly App[] }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <th scope="col">App</th>
          <th scope="col" className="max-phone:hidden">
            Package
          </th>
          <th scope="col" className="max-phone:hidden">
            Newest build
          </th>
          <th scope="col" className="num max-phone:hidden">
            Builds
          </th>
          <th scope="col" className="num">
            Instances, 24 h
          </th>
          <th scope="col" className="num">
            Policy
          </th>
        </tr>
      </thead>
      <tbody>
        {apps.map((app) => (
          <AppRow key={app.id} app={app} />
        ))}
      </tbody>
    </Table>
  );
}

function AppRow({ app }: { app: App }) {
  const formats = useFormats();
  const { filter } = useFilter();
  const { data: active } = useQuery(appInstancesQuery(app, filter.test));
  return (
    <tr>
      <td>
        <Link href={`/apps/${app.id}`} className={`font-semibold ${linkClass}`}>
          {app.name}
        </Link>{" "}
        <span className="text-ink3">{platformTitle(app.platform)}</span>
      </td>
      <td className="break-all font-mono text-note! max-phone:hidden">{app.appId}</td>
      <td className="whitespace-nowrap max-phone:hidden">{app.newestVersion ?? "–"}</td>
      <td className="num max-phone:hidden">{formats.count(app.builds)}</td>
      <td className="num">{active ? formats.estimate(active.day.instances, active.day.approximate) : "–"}</td>
      <td className="num">
        <Link href={`/policies/${app.id}`} className={linkClass}>
          {app.activePolicyVersion === null ? "none" : `version ${app.activePolicyVersion}`}
        </Link>
      </td>
    </tr>
  );
}

function Register() {
  const may = useMay("apps:write");
  return (
    <Section title="Register a build" unit="a first one registers its app too" className="wide:col-span-4">
      {may && <PackageUpload primary />}
      {may && (
        <p className="mt-3 text-ink2">
          No package at hand?{" "}
          <Link href="/apps/new" className={textLinkClass}>
            Register by hand
          </Link>{" "}
          with the signing certificate’s SHA-256. From CI: <span className="font-mono text-note">attestry app add</span>
          .
        </p>
      )}
      <NeedsRole permission="apps:write" to="register an app" />
    </Section>
  );
}
