"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditExportPath, auditQuery } from "../queries/audit";
import { Button, linkClass } from "../ui/button";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { AuditFilterBar } from "./audit-filter-bar";
import { AuditRow } from "./audit-row";
import { ChainState } from "./chain-state";
import { NO_AUDIT_FILTER, useAuditFilter } from "./use-audit-filter";

/** Who did what, when and from where: newest first, narrowed by a click, each with what was and what is. */
export function AuditList() {
  const [filter, setFilter] = useAuditFilter();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(filter));
  const entries = data?.pages.flatMap((page) => page.entries);
  return (
    <>
      <AuditFilterBar filter={filter} entries={entries ?? []} onChange={setFilter} />
      <ChainState />
      <Section
        title="Entries"
        unit="newest first; never a secret value"
        className="mt-6"
        tools={
          <>
            <span className="text-ink3">Export</span>
            <a className={linkClass} href={auditExportPath(filter, "ndjson")} download>
              NDJSON
            </a>
            <a className={linkClass} href={auditExportPath(filter, "csv")} download>
              CSV
            </a>
          </>
        }
      >
        {!entries && !error && <Loading height={320} what="Reading the audit" />}
        {!entries && error && <Failure height={240} error={error} onRetry={() => void refetch()} />}
        {entries?.length === 0 && (
          <Empty
            title="No entry fits"
            action={
              <Button size="small" onClick={() => setFilter(NO_AUDIT_FILTER)}>
                Drop the filter
              </Button>
            }
          >
            Who, what and on are compared whole, such as policy.activate.
          </Empty>
        )}
        {entries && entries.length > 0 && (
          <Table label="Audit entries">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col" className="max-phone:hidden">
                  On
                </th>
                <th scope="col" className="max-phone:hidden">
                  From
                </th>
                <th scope="col">
                  <span className="sr-only">Details</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <AuditRow key={entry.id} entry={entry} onNarrow={setFilter} />
              ))}
            </tbody>
          </Table>
        )}
        {hasNextPage && (
          <Button className="mt-3" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? "Reading" : "Older entries"}
          </Button>
        )}
      </Section>
    </>
  );
}
