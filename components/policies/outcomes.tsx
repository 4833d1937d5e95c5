"use client";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { Done } from "../forms/done";
import { LinkButton, linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Time } from "../ui/time";
import { ChangeList } from "./change-list";
import { policyChanges } from "./changes";

/** A version that was written after the one in force and judges nothing yet. */
export function Written({
  appId,
  written,
  active,
  onEdit,
}: {
  appId: number;
  written: PolicyVersion;
  active: PolicyVersion;
  /** Missing for those who may not. */
  onEdit: (() => void) | undefined;
}) {
  const changes = policyChanges(active.policy, written.policy);
  const last = written.activations[0];
  return (
    <Section
      title={`Version ${written.version} waits`}
      unit={last ? "it was in force before" : "written, judging nothing yet"}
      tools={
        <Link className={linkClass} href={`/policies/${appId}/compare?from=${active.version}&to=${written.version}`}>
          Compare
        </Link>
      }
    >
      <p role="status" className="mb-2 text-ink2">
        {written.author}, <Time at={written.createdAt} />: {written.reason}
      </p>
      {changes.length === 0 ? <p>It judges as version {active.version} does.</p> : <ChangeList changes={changes} />}
      {onEdit && changes.length > 0 && (
        <p className="mt-2.5">
          <LinkButton onClick={onEdit}>Go on from it</LinkButton>
        </p>
      )}
    </Section>
  );
}

/** What an activation has come to, and the way back. */
export function Activated({ is, was, onRollBack }: { is: PolicyVersion; was: PolicyVersion; onRollBack: () => void }) {
  const since = is.activations[0];
  const changes = policyChanges(was.policy, is.policy);
  return (
    <Section
      title={`Version ${is.version} is in force`}
      tools={<LinkButton onClick={onRollBack}>Roll back to {was.version}</LinkButton>}
    >
      <Done className="mb-2">
        Since {since ? <Time at={since.at} style="exactMoment" /> : "now"}, in place of version {was.version}.
      </Done>
      <ChangeList changes={changes} />
    </Section>
  );
}
