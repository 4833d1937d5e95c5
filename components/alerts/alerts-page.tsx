"use client";
import { useQuery } from "@tanstack/react-query";
import type { AlertIncident, AlertRule } from "@/lib/contract/admin/alerts";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { alertRulesQuery, openIncidentsQuery } from "../queries/alerts";
import { OutcomeGlyph, SeverityGlyph } from "../signals/glyphs";
import { Button } from "../ui/button";
import { useFormats, useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { AlertsFrame } from "./alerts-frame";
import { bySeverity } from "./by-severity";
import { FiringList } from "./firing";
import { IncidentHistory } from "./incident-history";
import { RuleTable } from "./rule-table";
import { staleSince } from "./words";

/** What fires now, every rule with how it stands, and what fired before. */
export function AlertsPage() {
  const rules = useQuery(alertRulesQuery);
  const open = useQuery(openIncidentsQuery);
  const error = rules.error ?? open.error;
  return (
    <AlertsFrame title="Alerts">
      {rules.data && open.data ? (
        <Content rules={rules.data} incidents={open.data} />
      ) : error ? (
        <Failure height={320} error={error} onRetry={() => void Promise.all([rules.refetch(), open.refetch()])} />
      ) : (
        <Loading height={320} what="Reading alerts" />
      )}
    </AlertsFrame>
  );
}

function Content({ rules, incidents }: { rules: readonly AlertRule[]; incidents: readonly AlertIncident[] }) {
  const may = useMay("alerts:write");
  if (rules.length === 0 && incidents.length === 0) return <NoRules may={may} />;
  return (
    <>
      <Finding rules={rules} incidents={incidents} />
      <div className="grid-page mt-6! gap-y-8!">
        {incidents.length > 0 && (
          <Section title="Firing" unit="the worst first" className="wide:col-span-12!">
            <FiringList incidents={bySeverity(incidents)} />
          </Section>
        )}
        <Section
          title="Rules"
          unit="judged once a minute"
          className="wide:col-span-12!"
          tools={
            may && (
              <Button asChild size="small" kind="primary">
                <Link href="/alerts/new">Watch something new</Link>
              </Button>
            )
          }
        >
          {rules.length === 0 ? <p className="py-2 text-ink2">Every rule was deleted.</p> : <RuleTable rules={rules} />}
          <div className="mt-3">
            <NeedsRole permission="alerts:write" to="add or change rules" />
          </div>
        </Section>
        <Section title="History" unit="closed, newest first" className="wide:col-span-12!">
          <IncidentHistory rule={null} />
        </Section>
      </div>
    </>
  );
}

/** The sentence the page opens with. */
function Finding({ rules, incidents }: { rules: readonly AlertRule[]; incidents: readonly AlertIncident[] }) {
  const formats = useFormats();
  const mounted = useMounted();
  const judged = rules.filter(({ enabled }) => enabled).length;
  const stale = mounted ? rules.flatMap((rule) => staleSince(rule, Date.now()) ?? []) : [];
  const [worst] = bySeverity(incidents);
  if (stale.length > 0) {
    return (
      <Lead>
        <SeverityGlyph severity="warning" className="mr-2 inline-block align-[-2px]" />
        <b>
          {stale.length === judged
            ? "Rules have"
            : `${formats.count(stale.length)} of ${formats.count(judged)} rules have`}{" "}
          not been judged since <Time at={Math.min(...stale)} style="recent" />.
        </b>{" "}
        The data plane judges them: see whether it runs. What it missed, it makes up for, up to an hour of it.
      </Lead>
    );
  }
  if (worst === undefined) {
    return (
      <Lead>
        <OutcomeGlyph outcome="pass" className="mr-2 inline-block align-[-2px]" />
        <b>Nothing fires.</b> {judged === 1 ? "One rule is judged" : `${formats.count(judged)} rules are judged`} each
        minute.
      </Lead>
    );
  }
  const unseen = incidents.filter(({ acknowledgedAt }) => acknowledgedAt === null).length;
  return (
    <Lead>
      <SeverityGlyph severity={worst.severity} className="mr-2 inline-block align-[-2px]" />
      <b>{incidents.length === 1 ? `${worst.ruleName} fires.` : `${formats.count(incidents.length)} alerts fire.`}</b>{" "}
      {unseen === 0 ? "Somebody looks after each." : `${formats.count(unseen)} not acknowledged yet.`}
    </Lead>
  );
}

function NoRules({ may }: { may: boolean }) {
  return (
    <Empty
      height={360}
      title="Nothing is watched yet"
      action={
        may ? (
          <Button asChild size="small" kind="primary">
            <Link href="/alerts/new">Watch the rejection rate</Link>
          </Button>
        ) : (
          <NeedsRole permission="alerts:write" to="add a rule" />
        )
      }
    >
      A rule tells you by webhook, Slack or mail when a metric leaves its bounds, or is not what it usually is at this
      hour.
    </Empty>
  );
}
