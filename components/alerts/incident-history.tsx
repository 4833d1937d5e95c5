"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { AlertIncident } from "@/lib/contract/admin/alerts";
import { ALERT_METRICS } from "@/lib/contract/alerts";
import { incidentsQuery } from "../queries/alerts";
import { SeverityGlyph } from "../signals/glyphs";
import { Button } from "../ui/button";
import { Tag } from "../ui/chip";
import { formatDuration, useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { IncidentViewLinks } from "./incident-view-links";
import { RuleFilter } from "./rule-filter";
import { CLOSE_WORDS, valueText } from "./words";

/** When alerts fired and closed, newest first; of one rule, or of all. */
export function IncidentHistory({ rule }: { rule: number | null }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    incidentsQuery(rule, rule === null ? "closed" : null),
  );
  const incidents = data?.pages.flatMap((page) => page.incidents);
  if (!incidents) {
    if (error) return <Failure error={error} onRetry={() => void refetch()} />;
    return <Loading height={160} what="Reading the history" />;
  }
  if (incidents.length === 0) {
    return (
      <Empty title={rule === null ? "No alert has closed yet" : "It has never fired"}>
        {rule === null ? "What fires and clears is listed here." : "The preview shows when it would have."}
      </Empty>
    );
  }
  return (
    <>
      <Table label="Alert history">
        <thead>
          <tr>
            <th scope="col">Fired</th>
            {rule === null && <th scope="col">Rule</th>}
            <th scope="col" className="num">
              At its worst
            </th>
            <th scope="col" className="num max-phone:hidden">
              Lasted
            </th>
            <th scope="col" className="pl-6! max-phone:hidden">
              Ended by
            </th>
            <th scope="col" className="max-phone:hidden">
              Acknowledged
            </th>
            <th scope="col" className="max-phone:hidden">
              See
            </th>
          </tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <HistoryRow key={incident.id} incident={incident} named={rule === null} />
          ))}
        </tbody>
      </Table>
      {hasNextPage && (
        <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? "Reading" : "Older ones"}
        </Button>
      )}
    </>
  );
}

function HistoryRow({ incident, named }: { incident: AlertIncident; named: boolean }) {
  const formats = useFormats();
  const { openedAt, closedAt, closeCause, severity, definition, worst } = incident;
  const lasted = closedAt === null ? null : (Date.parse(closedAt) - Date.parse(openedAt)) / 1000;
  return (
    <tr>
      <td className="whitespace-nowrap">
        <span className="inline-flex items-center gap-2">
          <SeverityGlyph severity={severity} className="size-3" />
          <Time at={openedAt} />
        </span>{" "}
        {incident.muted && <Tag>muted</Tag>}
        <span className="hidden max-phone:block">
          <IncidentViewLinks incident={incident} />
        </span>
      </td>
      {named && (
        <td>
          <Link href={`/alerts/${incident.ruleId}`} className="font-semibold hover:underline hover:underline-offset-3">
            {incident.ruleName}
          </Link>
          <RuleFilter filter={definition.filter} className="pl-2 max-phone:hidden" />
        </td>
      )}
      <td className="num font-semibold">{valueText(formats, worst.value, ALERT_METRICS[definition.metric].unit)}</td>
      <td className="num max-phone:hidden">{lasted === null ? "still open" : formatDuration(lasted)}</td>
      <td className="pl-6! text-ink2! max-phone:hidden">{closeCause === null ? "–" : CLOSE_WORDS[closeCause]}</td>
      <td className="text-ink3! max-phone:hidden">{incident.acknowledgedBy ?? "–"}</td>
      <td className="max-phone:hidden">
        <IncidentViewLinks incident={incident} />
      </td>
    </tr>
  );
}
