"use client";
import type { ReactNode } from "react";
import type { RevocationListState } from "@/lib/contract/admin/trust";
import { formatDuration, useFormats, useMounted } from "../ui/format";
import { Note } from "../ui/note";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";

/** How the list of revoked attestation keys stands, on each host that judges by it. */
export function RevocationLists({ lists }: { lists: readonly RevocationListState[] }) {
  return (
    <Section title="Revocation list" unit="Android’s attestation keys">
      {lists.length === 0 && <p className="text-ink2">No data plane has started yet.</p>}
      {lists.map((list) => (
        <ListState key={list.host} list={list} />
      ))}
    </Section>
  );
}

function ListState({ list }: { list: RevocationListState }) {
  const formats = useFormats();
  return (
    <div className="[&+&]:mt-5">
      <StateNote list={list} />
      <Rows className="mt-2.5">
        <Fact term="Host">{list.host}</Fact>
        <Fact term="Source">
          <span className="break-all font-mono text-note">{list.source}</span>
        </Fact>
        <Fact term="Age">
          <Age list={list} />
        </Fact>
        <Fact term="Entries">{list.entries === null ? "–" : formats.count(list.entries)}</Fact>
        <Fact term="Next look">
          <Time at={list.nextAt} />
        </Fact>
        <Fact term="Refuses past">{formatDuration(list.maximumAgeSeconds)}</Fact>
      </Rows>
    </div>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap justify-between gap-x-4">
      <span className="text-ink3">{term}</span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

function Age({ list }: { list: RevocationListState }) {
  const mounted = useMounted();
  if (list.retrievedAt === null || !mounted) return "–";
  return formatDuration((Date.now() - Date.parse(list.retrievedAt)) / 1000);
}

function StateNote({ list }: { list: RevocationListState }) {
  const problem = list.problem === null ? null : <p className="mt-1 break-words text-note">{list.problem}</p>;
  switch (list.state) {
    case "fresh":
      return <p>Fresh. Every chain is compared with it.</p>;
    case "aging":
      return (
        <Note tone="warning">
          <p>
            <b>Not renewed when it was due.</b> The last good copy stays in use until it is past its age.
          </p>
          {problem}
        </Note>
      );
    case "expired":
      return (
        <Note tone="critical">
          <p>
            <b>Too old to rely on.</b> Key Attestation is answered 503 until the list is renewed.
          </p>
          {problem}
        </Note>
      );
    case "missing":
      return (
        <Note tone="critical">
          <p>
            <b>There is no list yet.</b> Key Attestation by real phones is answered 503. Without a way to the internet,
            set ATTESTRY_REVOCATION_LIST to a file.
          </p>
          {problem}
        </Note>
      );
  }
}
