"use client";
import type { FormEvent } from "react";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { fieldsOf, Problem } from "../forms/problem";
import { ApiError } from "../queries/fetcher";
import { Button, LinkButton, linkClass } from "../ui/button";
import { Field, TextArea } from "../ui/field";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Alert } from "../ui/states";
import { ChangeList } from "./change-list";
import type { PolicyChange } from "./changes";
import { REQUIREMENT_FIELDS } from "./requirements";

/** What the draft changes, why, and the button that writes it down as a new version. */
export function DraftPanel({
  appId,
  active,
  newest,
  baseVersion,
  changes,
  reason,
  error,
  busy,
  onReason,
  onSave,
  onDiscard,
  onRebase,
}: {
  appId: number;
  active: PolicyVersion;
  /** The newest version that is known. */
  newest: PolicyVersion;
  /** The newest version that the draft's author has seen. */
  baseVersion: number;
  changes: readonly PolicyChange[];
  reason: string;
  error: Error | null;
  busy: boolean;
  onReason: (reason: string) => void;
  onSave: () => void;
  onDiscard: () => void;
  /** Takes the newest version into account after somebody else was faster. */
  onRebase: () => void;
}) {
  const refused = error instanceof ApiError && error.code === "conflict";
  const overtaken = baseVersion < newest.version;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const none = changes.length === 0;
  return (
    <Section
      title={`Changes from version ${active.version}`}
      unit={none ? "none yet" : `${changes.length}, judging nothing yet`}
      tools={!none && <LinkButton onClick={onDiscard}>Discard</LinkButton>}
    >
      {none && <p className="text-ink2">Choose another action for a signal, or another requirement.</p>}
      <ChangeList changes={changes} />
      <form onSubmit={submit} hidden={none} className="mt-3.5">
        <Field
          id="why"
          label="Why"
          note="in the list of versions and the audit"
          error={fieldsOf(error).reason}
          className="mb-3"
        >
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              className="min-h-15"
              maxLength={500}
              value={reason}
              onChange={(event) => onReason(event.target.value)}
            />
          )}
        </Field>
        <div className="mb-3 grid gap-1">
          <Problem error={error} fields={["reason", ...REQUIREMENT_FIELDS]} />
          {REQUIREMENT_FIELDS.some((field) => field in fieldsOf(error)) && (
            <Alert>Not written: one of the requirements does not hold.</Alert>
          )}
          {overtaken && !refused && (
            <Alert>
              Version {newest.version} by {newest.author} was written since you began. Yours does not hold its changes.
            </Alert>
          )}
          {(overtaken || refused) && (
            <p className="flex flex-wrap gap-x-4">
              <Link
                className={linkClass}
                href={`/policies/${appId}/compare?from=${active.version}&to=${newest.version}`}
              >
                Compare
              </Link>
              <LinkButton onClick={onRebase}>Write mine on top of version {newest.version}</LinkButton>
            </p>
          )}
        </div>
        <Button type="submit" kind="primary" disabled={reason.trim() === "" || busy || overtaken}>
          Write version {newest.version + 1}
        </Button>
      </form>
    </Section>
  );
}
