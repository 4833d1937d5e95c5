"use client";
import type { AlertIncident } from "@/lib/contract/admin/alerts";
import { ALERT_METRICS } from "@/lib/contract/alerts";
import { useMay } from "../account/me";
import { Problem } from "../forms/problem";
import { useAcknowledge } from "../queries/alerts";
import { SeverityGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";
import { Tag } from "../ui/chip";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Rows } from "../ui/section";
import { Time } from "../ui/time";
import { IncidentViewLinks } from "./incident-view-links";
import { RuleFilter } from "./rule-filter";
import { againstText, metricTitle, valueText } from "./words";

/** The incidents that are open: what, how much against what, since when, and who looks after it. */
export function FiringList({ incidents }: { incidents: readonly AlertIncident[] }) {
  const may = useMay("alerts:write");
  const acknowledge = useAcknowledge();
  return (
    <>
      <Rows>
        {incidents.map((incident) => (
          <li key={incident.id} className="grid grid-cols-[18px_minmax(0,1fr)_auto] gap-x-3">
            <span className="pt-[3px]">
              <SeverityGlyph severity={incident.severity} />
            </span>
            <div className="min-w-0">
              <Link
                href={`/alerts/${incident.ruleId}`}
                className="font-semibold hover:underline hover:underline-offset-3"
              >
                {incident.ruleName}
              </Link>{" "}
              {incident.muted && <Tag>muted</Tag>}
              <p className="text-ink2">
                <Measured incident={incident} />
              </p>
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <IncidentViewLinks incident={incident} />
                <RuleFilter filter={incident.definition.filter} />
              </p>
            </div>
            <div className="whitespace-nowrap text-right">
              <p className="text-ink3">
                since <Time at={incident.openedAt} style="recent" />
              </p>
              <p>
                {incident.acknowledgedAt !== null ? (
                  <span className="text-ink3" title={incident.acknowledgedBy ?? ""}>
                    acknowledged
                  </span>
                ) : (
                  may && (
                    <LinkButton
                      disabled={acknowledge.isPending}
                      aria-label={`Acknowledge ${incident.ruleName}`}
                      onClick={() => acknowledge.mutate(incident.id)}
                    >
                      Acknowledge
                    </LinkButton>
                  )
                )}
              </p>
            </div>
          </li>
        ))}
      </Rows>
      <Problem error={acknowledge.error} />
    </>
  );
}

function Measured({ incident: { definition, opened, worst } }: { incident: AlertIncident }) {
  const formats = useFormats();
  const { unit } = ALERT_METRICS[definition.metric];
  const against = againstText(formats, definition, opened);
  const fired = worst.value !== opened.value ? `, ${valueText(formats, opened.value, unit)} when it fired` : "";
  return (
    <>
      {metricTitle(definition)}: <b className="text-ink">{valueText(formats, worst.value, unit)}</b> at its worst{fired}
      {against !== "" && <span className="text-ink3"> ({against})</span>}
    </>
  );
}
