"use client";
import { useQuery } from "@tanstack/react-query";
import type { SecretAdoption } from "@/lib/contract/admin/secrets";
import { CsvButton } from "../charts/tools";
import { appsQuery } from "../queries/apps";
import { formatDuration, useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Table } from "../ui/table";

/** App versions whose instances don't hold the newest version yet. */
export function Stragglers({ adoption }: { adoption: SecretAdoption }) {
  const formats = useFormats();
  const { data: apps = [] } = useQuery(appsQuery);
  const { stragglers } = adoption;
  const total = stragglers.reduce((sum, { instances }) => sum + instances, 0);
  const most = Math.max(1, ...stragglers.map(({ instances }) => instances));
  return (
    <Section
      title="Stragglers"
      unit={total === 0 ? "none" : `${formats.count(total)} active instances without the newest version`}
      tools={
        stragglers.length > 0 && (
          <CsvButton
            name="stragglers"
            head={["app", "app version", "sdk", "holds", "instances", "last seen"]}
            rows={() =>
              stragglers.map((row) => [
                row.appId,
                row.appVersion,
                row.sdkVersion,
                row.version,
                row.instances,
                row.lastSeenAt,
              ])
            }
          />
        )
      }
    >
      {stragglers.length === 0 ? (
        <p className="text-ink2">
          {adoption.active === 0
            ? "No instance that the secret is for attested in the last 24 hours."
            : "Every active instance that the secret is for holds its newest version."}
        </p>
      ) : (
        <Table label="Stragglers">
          <thead>
            <tr>
              <th scope="col">App version</th>
              <th scope="col" className="max-phone:hidden">
                SDK
              </th>
              <th scope="col">Holds</th>
              <th scope="col" className="num">
                Instances
              </th>
              <th scope="col" className="max-phone:hidden">
                <span className="sr-only">Bar</span>
              </th>
              <th scope="col" className="max-phone:hidden">
                Last attested
              </th>
            </tr>
          </thead>
          <tbody>
            {stragglers.map((row) => (
              <tr key={`${row.appId} ${row.appVersion} ${row.sdkVersion} ${row.version}`}>
                <td>
                  {row.appVersion}{" "}
                  <span className="text-ink3">{apps.find(({ id }) => id === row.appId)?.name ?? ""}</span>
                </td>
                <td className="text-ink2! max-phone:hidden">{row.sdkVersion}</td>
                <td>{row.version === null ? "none" : `version ${row.version}`}</td>
                <td className="num font-semibold">{formats.count(row.instances)}</td>
                <td aria-hidden="true" className="w-36 max-phone:hidden">
                  <span
                    className="block h-2 bg-pass-line"
                    style={{ width: `${Math.max(2, (row.instances / most) * 100)}%` }}
                  />
                </td>
                <td className="whitespace-nowrap max-phone:hidden">
                  {formatDuration((Date.parse(adoption.asOf) - Date.parse(row.lastSeenAt)) / 1000)} ago
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
