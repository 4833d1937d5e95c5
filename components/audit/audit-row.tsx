"use client";
import { useId, useState } from "react";
import type { AuditEntry } from "@/lib/contract/admin/audit";
import type { AuditFilter } from "../queries/audit";
import { LinkButton } from "../ui/button";
import { Tag } from "../ui/chip";
import { Digest } from "../ui/digest";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { differences } from "./differences";

/** One entry; opened, it shows what was and what is. A click on who, what or where narrows the list to it. */
export function AuditRow({ entry, onNarrow }: { entry: AuditEntry; onNarrow: (change: Partial<AuditFilter>) => void }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <tr data-marked={open ? true : undefined}>
        <td className="whitespace-nowrap">
          <Time at={entry.at} />
        </td>
        <td>
          <LinkButton className="break-all text-left text-ink" onClick={() => onNarrow({ actor: entry.actor })}>
            {entry.actor}
          </LinkButton>{" "}
          {entry.actorKind !== "user" && <Tag>{entry.actorKind === "api-key" ? "API key" : "system"}</Tag>}
        </td>
        <td>
          <LinkButton className="text-left font-semibold text-ink" onClick={() => onNarrow({ action: entry.action })}>
            {entry.action}
          </LinkButton>
        </td>
        <td className="max-phone:hidden">
          <LinkButton className="break-all text-left text-ink" onClick={() => onNarrow({ entity: entry.entity })}>
            {entry.entity}
          </LinkButton>
        </td>
        <td className="text-ink3! max-phone:hidden">{entry.address ?? "–"}</td>
        <td className="num">
          <LinkButton
            aria-expanded={open}
            aria-controls={id}
            aria-label={`${open ? "Hide" : "Show"} what changed in entry ${entry.id}`}
            onClick={() => setOpen(!open)}
          >
            {open ? "Hide" : "Show"}
          </LinkButton>
        </td>
      </tr>
      {open && (
        <tr id={id}>
          <td colSpan={6} className="pb-4!">
            <Details entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const changed = differences(entry.before, entry.after);
  return (
    <div className="border-wash border-l-4 pl-4">
      {changed.length === 0 && <p className="py-1 text-ink2">Nothing that is shown changed.</p>}
      {changed.length > 0 && (
        <Table label={`What entry ${entry.id} changed`} className="w-auto! [&_td]:py-0.5! [&_td]:align-top!">
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ path, before, after }) => (
              <tr key={path}>
                <td className="font-mono text-note!">{path}</td>
                <td className="max-w-100 break-all text-ink2!">{before ?? "–"}</td>
                <td className="max-w-100 break-all font-semibold">{after ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <p className="mt-2 flex flex-wrap gap-x-2 text-ink3">
        Entry {entry.id} on {entry.entity}, hash <Digest hex={entry.hash} />
      </p>
    </div>
  );
}
