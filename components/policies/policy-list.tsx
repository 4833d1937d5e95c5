"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import { actionOn } from "@/lib/contract/policy";
import { platformTitle } from "../apps/titles";
import { appsQuery } from "../queries/apps";
import { policiesQuery } from "../queries/policies";
import { Button, linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { signalsOn } from "./applicable";
import { OverridesSection } from "./overrides-section";

/** What judges each app. */
export function PolicyList() {
  const { data, error, refetch } = useQuery(appsQuery);
  const apps = data?.filter(({ archivedAt }) => archivedAt === null);
  return (
    <>
      <Lead>
        <b>Each app is judged by one policy version at a time.</b> A change is a new version; it judges nothing until it
        is activated, and an older one is back with one click.
      </Lead>
      <Section title="Policies" unit="one for each app" className="mt-6">
        {!apps && !error && <Loading height={200} what="Reading the policies" />}
        {!apps && error && <Failure error={error} onRetry={() => void refetch()} />}
        {apps?.length === 0 && (
          <Empty
            title="No app is registered"
            action={
              <Button asChild size="small">
                <Link href="/apps">Register one</Link>
              </Button>
            }
          >
            An app gets its first policy when it is registered.
          </Empty>
        )}
        {apps && apps.length > 0 && (
          <Table label="Policies">
            <thead>
              <tr>
                <th scope="col">App</th>
                <th scope="col">In force</th>
                <th scope="col" className="max-phone:hidden">
                  Since
                </th>
                <th scope="col" className="num">
                  Rejects
                </th>
                <th scope="col" className="num max-phone:hidden">
                  Annotates
                </th>
                <th scope="col" className="max-phone:hidden">
                  Why
                </th>
              </tr>
            </thead>
            <tbody>
              {apps.map((app) => (
                <PolicyRow key={app.id} app={app} />
              ))}
            </tbody>
          </Table>
        )}
      </Section>
      {apps && <OverridesSection apps={apps} />}
    </>
  );
}

function PolicyRow({ app }: { app: App }) {
  const { data } = useInfiniteQuery(policiesQuery(app.id));
  const versions = data?.pages[0]?.versions ?? [];
  const active = versions.find(({ version }) => version === app.activePolicyVersion);
  const newest = versions[0];
  const signals = signalsOn(app.platform);
  const count = (action: string) =>
    active ? `${signals.filter((signal) => actionOn(active.policy, signal) === action).length} signals` : "–";
  const since = active?.activations[0];
  return (
    <tr>
      <td>
        <Link href={`/policies/${app.id}`} className={`font-semibold ${linkClass}`}>
          {app.name}
        </Link>{" "}
        <span className="text-ink3">{platformTitle(app.platform)}</span>
      </td>
      <td>
        {app.activePolicyVersion === null ? "none" : `version ${app.activePolicyVersion}`}
        {newest && newest.version > (app.activePolicyVersion ?? 0) && (
          <span className="text-ink3">, {newest.version} waits</span>
        )}
      </td>
      <td className="whitespace-nowrap max-phone:hidden">{since ? <Time at={since.at} /> : "–"}</td>
      <td className="num">{count("reject")}</td>
      <td className="num max-phone:hidden">{count("annotate")}</td>
      <td className="text-ink2! max-phone:hidden">{active?.reason ?? ""}</td>
    </tr>
  );
}
