"use client";
import type { AlertRule } from "@/lib/contract/admin/alerts";
import { ALERT_METRICS } from "@/lib/contract/alerts";
import { SeverityGlyph } from "../signals/glyphs";
import { useFormats, useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { RuleFilter } from "./rule-filter";
import { againstText, conditionText, metricTitle, PHASE_WORDS, staleSince, valueText } from "./words";

/** Every rule with how it stands now. */
export function RuleTable({ rules }: { rules: readonly AlertRule[] }) {
  return (
    <Table label="Alert rules">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col" className="max-phone:hidden">
            Fires when
          </th>
          <th scope="col" className="num">
            Now
          </th>
          <th scope="col" className="pl-6!">
            State
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} />
        ))}
      </tbody>
    </Table>
  );
}

function RuleRow({ rule }: { rule: AlertRule }) {
  const formats = useFormats();
  const { definition, latest } = rule;
  const { unit } = ALERT_METRICS[definition.metric];
  return (
    <tr className={rule.enabled ? undefined : "[&_td]:text-ink3!"}>
      <td>
        <span className="inline-flex items-baseline gap-2">
          <SeverityGlyph severity={rule.severity} className="size-3 self-center" />
          <Link href={`/alerts/${rule.id}`} className="font-semibold hover:underline hover:underline-offset-3">
            {rule.name}
          </Link>
        </span>
        <span className="block pl-5 text-ink3 text-note">{metricTitle(definition)}</span>
        <RuleFilter filter={definition.filter} className="pt-0.5 pl-5" />
      </td>
      <td className="text-ink2! max-phone:hidden">{conditionText(formats, definition)}</td>
      <td className="num">
        {rule.enabled && latest !== null ? (
          <>
            <span className="font-semibold">{valueText(formats, latest.value, unit)}</span>
            <span className="block text-ink3 text-note max-phone:hidden">
              {againstText(formats, definition, latest)}
            </span>
          </>
        ) : (
          "–"
        )}
      </td>
      <td className="pl-6! max-phone:pl-3! phone:whitespace-nowrap">
        <RuleState rule={rule} />
      </td>
    </tr>
  );
}

/** In words: switched off, firing since when, muted until when. */
export function RuleState({ rule }: { rule: AlertRule }) {
  const { enabled, phase, phaseSince, mutedUntil, evaluatedUntil } = rule;
  const mounted = useMounted();
  const stale = mounted ? staleSince(rule, Date.now()) : null;
  if (!enabled) return "switched off";
  if (stale !== null) {
    return (
      <span className="text-warn">
        not judged since <Time at={stale} style="recent" />
      </span>
    );
  }
  const isOpen = phase === "firing" || phase === "clearing";
  return (
    <>
      {isOpen || phase === "pending" ? (
        <>
          <b className={isOpen ? "text-crit" : ""}>{PHASE_WORDS[phase]}</b>
          {phaseSince !== null && (
            <>
              {" "}
              since <Time at={phaseSince} style="recent" />
            </>
          )}
        </>
      ) : evaluatedUntil === null ? (
        "starts within a minute"
      ) : (
        PHASE_WORDS[phase]
      )}
      {mounted && isMuted(mutedUntil) && mutedUntil !== null && (
        <span className="block text-ink3 text-note">
          muted until <Time at={mutedUntil} />
        </span>
      )}
    </>
  );
}

/** Whether a mute is still on. */
export function isMuted(mutedUntil: string | null): boolean {
  return mutedUntil !== null && Date.parse(mutedUntil) > Date.now();
}
