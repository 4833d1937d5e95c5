"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { AlertIncident, AlertRule } from "@/lib/contract/admin/alerts";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { alertRuleQuery, openIncidentsQuery, useDeleteRule, useMuteRule, useUpdateRule } from "../queries/alerts";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";
import { Menu, MenuItem } from "../ui/menu";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { AlertsFrame } from "./alerts-frame";
import { FiringList } from "./firing";
import { IncidentHistory } from "./incident-history";
import { bodyOf, draftOf } from "./rule-draft";
import { RuleEditor } from "./rule-editor";
import { RuleFilter } from "./rule-filter";
import { isMuted, RuleState } from "./rule-table";
import { conditionText, metricTitle } from "./words";

/** One rule: how it stands, what it watches, what it did. */
export function RulePage({ id }: { id: number }) {
  const { data: rule, error, refetch } = useQuery(alertRuleQuery(id));
  const { data: open } = useQuery(openIncidentsQuery);
  return (
    <AlertsFrame title={rule?.name ?? "Rule"} parent>
      {rule ? (
        <Content rule={rule} incidents={open?.filter(({ ruleId }) => ruleId === id) ?? []} />
      ) : error ? (
        <Failure height={320} error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading height={320} what="Reading the rule" />
      )}
    </AlertsFrame>
  );
}

function Content({ rule, incidents }: { rule: AlertRule; incidents: readonly AlertIncident[] }) {
  const formats = useFormats();
  const may = useMay("alerts:write");
  const update = useUpdateRule(rule.id);
  // The form starts anew when the rule was changed, here or by somebody else.
  const key = rule.updatedAt;
  return (
    <>
      <div className="mt-5 flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <p className="max-w-[80ch] text-ink2 text-lead">
          <b className="text-ink">{metricTitle(rule.definition)}</b>, {conditionText(formats, rule.definition)}. It is{" "}
          <RuleState rule={rule} />. <RuleFilter filter={rule.definition.filter} className="align-[-2px]" />
        </p>
        {may && <RuleActs rule={rule} />}
      </div>
      {incidents.length > 0 && (
        <Section title="Firing" className="mt-6">
          <FiringList incidents={incidents} />
        </Section>
      )}
      <div className="mt-6">
        <RuleEditor
          key={key}
          start={draftOf(rule)}
          act="Save the rule"
          error={update.error}
          pending={update.isPending}
          disabled={!may}
          foot={
            <>
              <NeedsRole permission="alerts:write" to="change it" />
              {update.isSuccess && (
                <Done>
                  Saved at <Time at={rule.updatedAt} style="clock" />.
                </Done>
              )}
              {incidents.length > 0 && <span className="text-ink3">Watching something else closes what fires.</span>}
            </>
          }
          onSubmit={(draft) => update.mutate(bodyOf(draft))}
        />
      </div>
      <Section title="History" unit="newest first" className="mt-8">
        <IncidentHistory rule={rule.id} />
      </Section>
    </>
  );
}

const MUTES = [
  { hours: 1, label: "for an hour" },
  { hours: 4, label: "for 4 hours" },
  { hours: 24, label: "for a day" },
  { hours: 168, label: "for a week" },
] as const;

function RuleActs({ rule }: { rule: AlertRule }) {
  const update = useUpdateRule(rule.id);
  const mute = useMuteRule(rule.id);
  const remove = useDeleteRule(rule.id);
  const router = useRouter();
  const [deleting, setDeleting] = useState(false);
  const muteFor = (hours: number) => mute.mutate(new Date(Date.now() + hours * 3_600_000).toISOString());
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex flex-wrap gap-2">
        {isMuted(rule.mutedUntil) ? (
          <Button disabled={mute.isPending} onClick={() => mute.mutate(null)}>
            Unmute
          </Button>
        ) : (
          <Menu trigger={<Button>Mute</Button>} align="end">
            {MUTES.map(({ hours, label }) => (
              <MenuItem key={hours} onSelect={() => muteFor(hours)}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        )}
        <Button disabled={update.isPending} onClick={() => update.mutate({ enabled: !rule.enabled })}>
          {rule.enabled ? "Switch off" : "Switch on"}
        </Button>
        <Button onClick={() => setDeleting(true)}>Delete</Button>
      </div>
      <Problem error={mute.error ?? update.error ?? remove.error} />
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${rule.name}?`}
        impact={
          <>
            <b>{rule.incidentId === null ? "It does not fire now." : "It fires now: that is closed, and told so."}</b>{" "}
            Nobody is told of {metricTitle(rule.definition)} by it any more. Its history stays.
          </>
        }
        name={rule.name}
        act={`Delete ${rule.name}`}
        keep="Keep it"
        pending={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => router.push("/alerts") })}
      />
    </div>
  );
}
