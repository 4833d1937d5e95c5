"use client";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import type { AppraisalPolicy } from "@/lib/contract/policy";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { fieldsOf } from "../forms/problem";
import { useCreatePolicyVersion } from "../queries/policies";
import { Section } from "../ui/section";
import { ActivateDialog } from "./activate-dialog";
import { policyChanges } from "./changes";
import { DraftPanel } from "./draft-panel";
import { Activated, Written } from "./outcomes";
import { Requirements } from "./requirements";
import { SignalTable } from "./signal-table";
import { useDraft } from "./use-draft";
import { VersionList } from "./version-list";

/** Signals and requirements at the left; what the draft changes, and every version, at the right. */
export function PolicyEditor({
  app,
  active,
  versions,
  onMore,
}: {
  app: App;
  active: PolicyVersion;
  /** Newest first; never empty. */
  versions: readonly PolicyVersion[];
  onMore: (() => void) | undefined;
}) {
  const may = useMay("policies:write");
  const [draft, setDraft] = useDraft(app.id);
  const [asked, setAsked] = useState<PolicyVersion | null>(null);
  const [activated, setActivated] = useState<{ is: PolicyVersion; was: PolicyVersion } | null>(null);
  const create = useCreatePolicyVersion(app.id);
  const newest = versions[0] ?? active;
  // What the author has seen: the newest version when they began, or the one they chose to write on top of.
  const [base, setBase] = useState(newest.version);

  const policy = may ? (draft?.policy ?? active.policy) : active.policy;
  const reason = draft?.reason ?? "";
  const changes = policyChanges(active.policy, policy);
  const edit = (change: Partial<AppraisalPolicy>) => {
    if (create.isError || create.isSuccess) create.reset();
    setDraft({ policy: { ...policy, ...change }, reason });
  };
  const save = () =>
    create.mutate(
      { baseVersion: base, policy, reason },
      {
        onSuccess: (written) => {
          setDraft(null);
          setBase(written.version);
        },
      },
    );
  const waiting = newest.version > active.version ? newest : null;
  return (
    <div className="grid-page mt-5!">
      <div className="grid content-start gap-9 wide:col-span-6">
        <SignalTable
          platform={app.platform}
          active={active.policy}
          draft={policy}
          onChange={may ? (signal, action) => edit({ signals: { ...policy.signals, [signal]: action } }) : undefined}
        />
        <Requirements
          platform={app.platform}
          draft={policy}
          fields={fieldsOf(create.error)}
          disabled={!may}
          onChange={edit}
        />
      </div>
      <div className="grid content-start gap-9 self-start wide:sticky wide:top-5 wide:col-span-6">
        {may ? (
          <DraftPanel
            appId={app.id}
            active={active}
            newest={Math.max(newest.version, base)}
            changes={changes}
            reason={reason}
            error={create.error}
            busy={create.isPending}
            onReason={(next) => setDraft({ policy, reason: next })}
            onSave={save}
            onDiscard={() => {
              create.reset();
              setDraft(null);
            }}
            onRebase={() => {
              create.reset();
              setBase(newest.version);
            }}
          />
        ) : (
          <Section title="Changes">
            <NeedsRole permission="policies:write" to="change the policy" />
          </Section>
        )}
        {activated && <Activated {...activated} onRollBack={() => setAsked(activated.was)} />}
        {waiting && waiting.version !== activated?.was.version && (
          <Written
            appId={app.id}
            written={waiting}
            active={active}
            onActivate={may ? () => setAsked(waiting) : undefined}
            onEdit={may ? () => setDraft({ policy: waiting.policy, reason: "" }) : undefined}
          />
        )}
      </div>
      <VersionList
        appId={app.id}
        versions={versions}
        activeVersion={active.version}
        onActivate={may ? setAsked : undefined}
        onMore={onMore}
      />
      {asked && (
        <ActivateDialog
          appId={app.id}
          appName={app.name}
          target={asked}
          active={active}
          onClose={() => setAsked(null)}
          onActivated={(is) => {
            setActivated({ is, was: active });
            setAsked(null);
          }}
        />
      )}
    </div>
  );
}
