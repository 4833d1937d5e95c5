"use client";
import { useQuery } from "@tanstack/react-query";
import { auditChainQuery } from "../queries/audit";
import { OutcomeGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";
import { useFormats, useMounted } from "../ui/format";
import { Note } from "../ui/note";
import { Lead } from "../ui/page";
import { Alert } from "../ui/states";

/** Whether the chain of hashes over every entry holds, checked afresh. */
export function ChainState() {
  const formats = useFormats();
  const mounted = useMounted();
  const { data: chain, error, isFetching, refetch, dataUpdatedAt } = useQuery(auditChainQuery);
  const again = (
    <LinkButton inText className="text-body" disabled={isFetching} onClick={() => void refetch()}>
      {isFetching ? "Checking" : "Check again"}
    </LinkButton>
  );
  if (error) {
    return (
      <div className="mt-5">
        <Alert>
          The chain could not be checked: {error.message} {again}
        </Alert>
      </div>
    );
  }
  if (!chain) return <Lead>Checking the chain of hashes over every entry</Lead>;
  if (chain.brokenAt !== null) {
    return (
      <Note tone="critical" className="mt-5">
        <b>The chain is broken at entry {formats.count(chain.brokenAt)}.</b> That entry does not follow from the one
        before: something was changed or removed behind the console’s back. Compare with a backup. {again}
      </Note>
    );
  }
  return (
    <Lead>
      <OutcomeGlyph outcome="pass" className="mr-2 inline-block align-[-2px]" />
      <b>The chain of {formats.count(chain.entries)} entries holds.</b> Each carries the hash of the one before; the
      newest is <span className="font-mono text-note">{chain.head.slice(0, 16)}</span>
      {mounted && `, checked at ${formats.clock(dataUpdatedAt)}`}. {again}
      <span className="block text-body text-ink3">
        From a shell:{" "}
        <span className="font-mono text-note">attestry audit verify --head {chain.head.slice(0, 8)}…</span> tells also
        whether entries were cut off since you noted that hash.
      </span>
    </Lead>
  );
}
