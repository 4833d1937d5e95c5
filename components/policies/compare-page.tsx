"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import type { App } from "@/lib/contract/admin/apps";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { PageHeader } from "../frame/page-header";
import { appQuery } from "../queries/apps";
import { policiesQuery, policyVersionQuery } from "../queries/policies";
import { Field, Select } from "../ui/field";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { policyChanges } from "./changes";

/** Any two versions of an app's policy, side by side. */
export function ComparePage({ id, from, to }: { id: number; from: number; to: number }) {
  const { data: app } = useQuery(appQuery(id));
  return (
    <>
      <PageHeader
        title={`Versions ${from} and ${to}`}
        parent={{ title: app?.name ?? "Policy", href: `/policies/${id}` }}
      />
      <main id="main">
        <Choice id={id} from={from} to={to} app={app} />
        <Difference id={id} from={from} to={to} />
      </main>
    </>
  );
}

function Choice({ id, from, to, app }: { id: number; from: number; to: number; app: App | undefined }) {
  const { data } = useInfiniteQuery(policiesQuery(id));
  const router = useRouter();
  const path = usePathname();
  const listed = data?.pages.flatMap((page) => page.versions.map(({ version }) => version)) ?? [];
  const versions = [...new Set([...listed, from, to])].sort((a, b) => b - a);
  const title = (version: number) => `Version ${version}${version === app?.activePolicyVersion ? ", in force" : ""}`;
  const choose = (next: { from: number; to: number }) => router.replace(`${path}?from=${next.from}&to=${next.to}`);
  return (
    <div className="mt-5 flex flex-wrap gap-x-4">
      {(["from", "to"] as const).map((side) => (
        <Field key={side} id={side} label={side === "from" ? "Compare" : "with"} className="w-50">
          {(control) => (
            <Select
              {...control}
              value={side === "from" ? from : to}
              onChange={(event) => choose({ from, to, [side]: Number(event.target.value) })}
            >
              {versions.map((version) => (
                <option key={version} value={version}>
                  {title(version)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
    </div>
  );
}

function Difference({ id, from, to }: { id: number; from: number; to: number }) {
  const before = useQuery(policyVersionQuery(id, from));
  const after = useQuery(policyVersionQuery(id, to));
  const error = before.error ?? after.error;
  if (error) return <Failure error={error} onRetry={() => void Promise.all([before.refetch(), after.refetch()])} />;
  if (!before.data || !after.data) return <Loading height={240} what="Reading both versions" />;
  const changes = policyChanges(before.data.policy, after.data.policy);
  return (
    <Section title="Differences" unit={changes.length === 0 ? "none" : String(changes.length)}>
      {changes.length === 0 && (
        <Empty height={140} title={`Versions ${from} and ${to} judge alike`}>
          They may differ in their reason.
        </Empty>
      )}
      <Table label="Differences">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Version {from}</th>
            <th scope="col">Version {to}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.name}>
              <th scope="row" className="font-semibold!">
                {change.name}
              </th>
              <td>{change.before}</td>
              <td className="font-semibold">{change.after}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">written</th>
            <td className="text-ink2!">
              <Author version={before.data} />
            </td>
            <td className="text-ink2!">
              <Author version={after.data} />
            </td>
          </tr>
          <tr>
            <th scope="row">why</th>
            <td className="text-ink2!">{before.data.reason}</td>
            <td className="text-ink2!">{after.data.reason}</td>
          </tr>
        </tbody>
      </Table>
    </Section>
  );
}

function Author({ version: { author, createdAt } }: { version: PolicyVersion }) {
  return (
    <>
      <Time at={createdAt} /> by {author}
    </>
  );
}
