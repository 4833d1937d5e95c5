"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import type { PreviewRange } from "@/lib/contract/admin/policy-preview";
import type { AppraisalPolicy } from "@/lib/contract/policy";
import type { Signal } from "@/lib/contract/signals";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { useFilter } from "../filter/use-filter";
import { fieldsOf } from "../forms/problem";
import { useActivatePolicy, useCreatePolicyVersion } from "../queries/policies";
import { policyPreviewQuery } from "../queries/policy-preview";
import { rolloutQuery } from "../queries/rollouts";
import { Section } from "../ui/section";
import { ActivateDialog } from "./activate-dialog";
import { ActivateSection } from "./activate-section";
import { policyChanges } from "./changes";
import { DraftPanel } from "./draft-panel";
import { Exceptions } from "./exceptions";
import { Activated, Written } from "./outcomes";
import { type Previewed, PreviewPanel, previewRangeLabel } from "./preview-panel";
import { Requirements } from "./requirements";
import { RolloutSection } from "./rollout-section";
import { SignalTable } from "./signal-table";
import { useDraft } from "./use-draft";
import { useSettled } from "./use-settled";
import { VersionList } from "./version-list";

const SETTLED_MS = 250;

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
  const activate = useActivatePolicy(app.id);
  const newest = versions[0] ?? active;
  // What the author has seen: the newest version when they began, or the one they chose to write on top of.
  const baseVersion = draft?.baseVersion ?? newest.version;

  const policy = may ? (draft?.policy ?? active.policy) : active.policy;
  const reason = draft?.reason ?? "";
  const changes = policyChanges(active.policy, policy);
  const edit = (change: Partial<AppraisalPolicy>) => {
    if (create.isError || create.isSuccess) create.reset();
    setDraft({ policy: { ...policy, ...change }, reason, baseVersion });
  };
  const save = () => create.mutate({ baseVersion, policy, reason }, { onSuccess: () => setDraft(null) });
  const waiting = newest.version > active.version ? newest : null;
  const { filter } = useFilter();
  const [range, setRange] = useState<PreviewRange>("7d");
  const { data: rollouts } = useQuery(rolloutQuery(app.id, filter.test));
  const rollout = rollouts?.rollout ?? null;
  const rolled = rollout === null ? null : (versions.find(({ version }) => version === rollout.version) ?? null);
  const previewed = previewedOf(active, changes.length > 0 ? policy : null, rolled ?? waiting);
  // Typing goes first: the preview follows once the draft stands still.
  const settled = useSettled(previewed, JSON.stringify(previewed), SETTLED_MS);
  const { data: preview } = useQuery(policyPreviewQuery(app.id, { policy: settled.policy, range, test: filter.test }));
  const except = (signals: readonly Signal[], model: string) => {
    const made = signals.map((signal) => ({
      ...{ signal, action: "annotate" as const, model },
      ...{ appVersion: null, sdkVersion: null, note: "" },
    }));
    edit({ exceptions: [...previewed.policy.exceptions, ...made] });
  };
  return (
    <>
      {rollout && (
        <RolloutSection
          app={app}
          rollout={rollout}
          activeVersion={active.version}
          onActivate={may && rolled ? () => setAsked(rolled) : undefined}
        />
      )}
      <div className="grid-page mt-5!">
        <div className="grid content-start gap-9 max-wide:contents wide:col-span-6 max-wide:[&>*:first-child]:order-1 max-wide:[&>*]:order-3 max-wide:[&>*]:col-span-12">
          {may ? (
            <DraftPanel
              appId={app.id}
              active={active}
              newest={newest}
              baseVersion={baseVersion}
              changes={changes}
              reason={reason}
              error={create.error}
              busy={create.isPending}
              onReason={(next) => setDraft({ policy, reason: next, baseVersion })}
              onSave={save}
              onDiscard={() => {
                create.reset();
                setDraft(null);
              }}
              onRebase={() => {
                create.reset();
                setDraft({ policy, reason, baseVersion: newest.version });
              }}
            />
          ) : (
            <Section title="Changes">
              <NeedsRole permission="policies:write" to="change the policy" />
            </Section>
          )}
          <SignalTable
            platform={app.platform}
            active={active.policy}
            draft={policy}
            seen={{ instances: preview?.seen, over: previewRangeLabel(range) }}
            onChange={may ? (signal, action) => edit({ signals: { ...policy.signals, [signal]: action } }) : undefined}
          />
          <Exceptions
            platform={app.platform}
            active={active.policy}
            draft={policy}
            fields={fieldsOf(create.error)}
            onChange={may ? (exceptions) => edit({ exceptions }) : undefined}
          />
          <Requirements
            platform={app.platform}
            draft={policy}
            fields={fieldsOf(create.error)}
            disabled={!may}
            onChange={edit}
          />
        </div>
        <div className="grid content-start gap-9 self-start max-wide:order-2 wide:col-span-6">
          {activated && <Activated {...activated} onRollBack={() => setAsked(activated.was)} />}
          {waiting && !rollout && waiting.version !== activated?.was.version && (
            <Written
              appId={app.id}
              written={waiting}
              active={active}
              onEdit={
                may ? () => setDraft({ policy: waiting.policy, reason: "", baseVersion: newest.version }) : undefined
              }
            />
          )}
          <PreviewPanel
            appId={app.id}
            previewed={settled}
            range={range}
            test={filter.test}
            onRange={setRange}
            onExcept={may && changes.length > 0 ? except : undefined}
          />
        </div>
        {may && waiting && !rollout && waiting.version !== activated?.was.version && (
          <ActivateSection
            key={waiting.version}
            app={app}
            target={waiting}
            active={active}
            activate={activate}
            onActivated={(is) => setActivated({ is, was: active })}
          />
        )}
        <div className="max-wide:order-5">
          <VersionList
            appId={app.id}
            versions={versions}
            activeVersion={active.version}
            onActivate={may ? setAsked : undefined}
            onMore={onMore}
          />
        </div>
        {asked && (
          <ActivateDialog
            app={app}
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
    </>
  );
}

/** The draft while there is one; else the version that waits or is rolled out; else what is in force. */
function previewedOf(active: PolicyVersion, draft: AppraisalPolicy | null, next: PolicyVersion | null): Previewed {
  if (draft !== null) return { policy: draft, name: "this draft", differs: true };
  if (next !== null) return { policy: next.policy, name: `version ${next.version}`, differs: true };
  return { policy: active.policy, name: "your draft", differs: false };
}
