"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import { useMay } from "../account/me";
import { Problem } from "../forms/problem";
import { overridesQuery, useLiftOverride } from "../queries/overrides";
import { LinkButton, linkClass } from "../ui/button";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { AddOverride } from "./add-override";

/** The decisions about single instances that are in force: who, why, until when, how often they decided. */
export function OverridesSection({ apps }: { apps: readonly App[] }) {
  const formats = useFormats();
  const may = useMay("overrides:write");
  const { data, error, refetch } = useQuery(overridesQuery);
  const lift = useLiftOverride();
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Overrides"
      unit="decisions about single instances, whatever a policy says"
      className="mt-9"
      tools={
        may && !adding && apps.length > 0 && <LinkButton onClick={() => setAdding(true)}>Decide about one</LinkButton>
      }
    >
      {adding && <AddOverride apps={apps} onClose={() => setAdding(false)} />}
      {!data && error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading height={90} what="Reading the overrides" />}
      {data?.length === 0 && !adding && <p className="text-ink2">None is in force: policies alone decide.</p>}
      {data && data.length > 0 && (
        <Table label="Overrides">
          <thead>
            <tr>
              <th scope="col">Instance</th>
              <th scope="col">Decision</th>
              <th scope="col" className="max-phone:hidden">
                Why
              </th>
              <th scope="col" className="max-phone:hidden">
                Until
              </th>
              <th scope="col" className="num">
                Used
              </th>
              <th scope="col">
                <span className="sr-only">Lift</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((one) => (
              <tr key={one.id} className="[&_td]:align-top!">
                <td>
                  <Link
                    className={`font-mono text-note ${linkClass}`}
                    title={one.instanceId}
                    href={`/instances/${one.instanceId}`}
                  >
                    {one.instanceId.slice(0, 8)}
                  </Link>
                </td>
                <td className="whitespace-nowrap font-semibold">{one.kind}</td>
                <td className="max-w-120 break-words text-ink2! max-phone:hidden">
                  {one.reason}
                  <span className="block text-ink3 text-note">
                    {one.owner}, <Time at={one.createdAt} />
                  </span>
                </td>
                <td className="whitespace-nowrap max-phone:hidden">
                  {one.expiresAt === null ? "it is lifted" : <Time at={one.expiresAt} />}
                </td>
                <td className="num">
                  {formats.count(one.uses)}
                  {one.lastUsedAt !== null && (
                    <span className="block text-ink3 text-note">
                      <Time at={one.lastUsedAt} />
                    </span>
                  )}
                </td>
                <td className="num">
                  {may && (
                    <LinkButton disabled={lift.isPending} onClick={() => lift.mutate(one.id)}>
                      Lift<span className="sr-only"> {`${one.kind} of ${one.instanceId}`}</span>
                    </LinkButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <Problem error={lift.error} />
    </Section>
  );
}
