"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App, Build } from "@/lib/contract/admin/apps";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { useFilter } from "../filter/use-filter";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { appVersionsQuery } from "../queries/app-activity";
import { buildsQuery, useBuildChange } from "../queries/builds";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { AddBuild } from "./add-build";
import { BuildRow } from "./build-row";
import { PackageUpload } from "./package-upload";
import { RevokeBuild } from "./revoke-build";
import { instancesOf } from "./version-instances";

/** The registered builds of an app, and the ways to register another. */
export function BuildsSection({ app }: { app: App }) {
  const may = useMay("apps:write");
  const { filter } = useFilter();
  const { data: builds, error, refetch } = useQuery(buildsQuery(app.id));
  const { data: versions } = useQuery(appVersionsQuery(app, filter.test));
  const [revoking, setRevoking] = useState<Build | null>(null);
  const change = useBuildChange();
  const activeOf = ({ versionName }: Build) => instancesOf(versions, versionName);
  return (
    <>
      <Section title="Builds" unit="what a genuine instance is compared with" className="wide:col-span-8">
        {!builds && !error && <Loading height={200} what="Reading the builds" />}
        {!builds && error && <Failure error={error} onRetry={() => void refetch()} />}
        {builds?.length === 0 && (
          <Empty title="No build is registered">Upload the release package, or name its certificate by hand.</Empty>
        )}
        {builds && builds.length > 0 && (
          <Table label="Builds">
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col" className="max-phone:hidden">
                  Signed by
                </th>
                <th scope="col" className="max-phone:hidden">
                  Registered
                </th>
                <th scope="col" className="num">
                  Instances, 24 h
                </th>
                <th scope="col" className="pl-4! max-phone:hidden">
                  State
                </th>
                {may && (
                  <th scope="col">
                    <span className="sr-only">Change</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {builds.map((build) => (
                <BuildRow
                  key={build.id}
                  build={build}
                  active={activeOf(build)}
                  {...(may
                    ? { onRevoke: () => setRevoking(build), onChange: change.mutate, busy: change.isPending }
                    : {})}
                />
              ))}
            </tbody>
          </Table>
        )}
        <Problem error={change.error} />
        {change.isSuccess && <Done className="mt-2">{doneWords(change.data)}</Done>}
        {builds && builds.length > 0 && (
          <Footnote>Instances of a version are counted together, whoever signed them.</Footnote>
        )}
        {revoking && (
          <RevokeBuild
            app={app}
            build={revoking}
            builds={builds ?? []}
            active={activeOf(revoking)}
            busy={change.isPending}
            onKeep={() => setRevoking(null)}
            onRevoke={() => change.mutate({ act: "revoke", id: revoking.id }, { onSettled: () => setRevoking(null) })}
          />
        )}
      </Section>
      <Section title="Register a build" className="wide:col-span-4">
        {may && <PackageUpload />}
        {may && <AddBuild appId={app.id} platform={app.platform} />}
        <NeedsRole permission="apps:write" to="register a build" />
      </Section>
    </>
  );
}

function doneWords({ versionName, revokedAt, expiresAt }: Build): string {
  if (revokedAt !== null) return `${versionName} is revoked. Every data plane process knows within a second.`;
  return expiresAt === null
    ? `${versionName} counts as registered.`
    : `${versionName} counts as registered until it expires.`;
}
