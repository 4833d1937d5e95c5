"use client";
import type { Secret, SecretAdoption } from "@/lib/contract/admin/secrets";
import { AdoptionChart } from "../charts/adoption-chart";
import { CsvButton, TableToggle } from "../charts/tools";
import { useAsTable } from "../filter/use-view-parameter";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Empty } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { currentVersion } from "./words";

/** How the newest version spreads over the active fleet. */
export function AdoptionSection({ secret, adoption }: { secret: Secret; adoption: SecretAdoption }) {
  const formats = useFormats();
  const [asTable, setAsTable] = useAsTable();
  const current = currentVersion(secret);
  if (current === undefined) return null;
  const own = adoption.versions.find(({ id }) => id === current.id);
  const now = Date.parse(adoption.asOf);
  const instances = own?.instances ?? 0;
  const share = adoption.active === 0 ? 0 : instances / adoption.active;
  const rows = [
    ...adoption.series.filter(({ at }) => Date.parse(at) < now - 60_000),
    { at: adoption.asOf, instances, active: adoption.active },
  ];
  const points = rows.map((row) => ({
    at: Date.parse(row.at),
    share: row.active === 0 ? 0 : row.instances / row.active,
  }));
  const ending = secret.versions.find(({ state }) => state === "overlapping");
  const title = `Adoption of version ${current.version}`;
  return (
    <Section
      title={title}
      unit="share of instances active in the last 24 h that hold it"
      tools={
        <>
          <TableToggle shown={asTable} onChange={setAsTable} of={title} />
          <CsvButton
            name={`${secret.name} version ${current.version}`}
            head={["time", "instances", "active"]}
            rows={() => rows.map((row) => [row.at, row.instances, row.active])}
          />
        </>
      }
    >
      {adoption.active === 0 ? (
        <Empty height={220} title={`No active instance has been given ${secret.name}`}>
          Instances show up here with their first attestation that passes and asks for secrets.
        </Empty>
      ) : asTable ? (
        <Table label={title}>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col" className="num">
                Instances
              </th>
              <th scope="col" className="num">
                Active
              </th>
              <th scope="col" className="num">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map((row) => (
              <tr key={row.at}>
                <td>
                  <Time at={row.at} />
                </td>
                <td className="num">{formats.count(row.instances)}</td>
                <td className="num">{formats.count(row.active)}</td>
                <td className="num font-semibold">
                  {formats.share(row.active === 0 ? null : row.instances / row.active)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : (
        <AdoptionChart
          points={points}
          from={Math.max(Date.parse(current.activeFrom), (points[0]?.at ?? now) - 60_000)}
          now={now}
          endsAt={ending?.endsAt == null ? null : { at: Date.parse(ending.endsAt), title: "overlap ends" }}
          label={`${title}: ${formats.share(share)} of ${formats.count(adoption.active)} active instances`}
          nowLabel={`${formats.count(instances)} of ${formats.count(adoption.active)} instances`}
        />
      )}
    </Section>
  );
}
