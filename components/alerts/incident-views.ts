import type { AlertIncident } from "@/lib/contract/admin/alerts";
import type { AlertMetric } from "@/lib/contract/alerts";
import { type Filter, filterFromQuery, filterToQuery } from "@/lib/contract/filter";
import { narrowTo, rejectedOnly, withTime } from "../filter/change";

export interface IncidentView {
  readonly title: "What changed" | "Attestations" | "Instances";
  readonly href: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const OF_REJECTIONS = ["What changed", "Attestations"] as const;
/** The pages that show what a metric counts. What changed compares rejections only. */
const TITLES: Readonly<Record<AlertMetric, readonly IncidentView["title"][]>> = {
  "attestations-per-second": ["Attestations"],
  rejections: OF_REJECTIONS,
  "rejection-rate": OF_REJECTIONS,
  "reason-count": OF_REJECTIONS,
  "reason-share": OF_REJECTIONS,
  "active-instances": ["Instances"],
  "retired-secret-uses": ["Attestations"],
};
const PATHS = { "What changed": "/rejections", Attestations: "/attestations", Instances: "/instances" } as const;

/**
 * Where to see what made an alert fire: the rule's own filter and reason, from the start of the window that fired to
 * where it closed; up to `now` (milliseconds since 1970) while it is open.
 */
export function incidentViews(
  incident: Pick<AlertIncident, "definition" | "openedAt" | "closedAt">,
  now: number,
): IncidentView[] {
  const { metric } = incident.definition;
  const query = filterToQuery(filterOfIncident(incident, now));
  return TITLES[metric].map((title) => ({ title, href: `${PATHS[title]}?${query}` }));
}

function filterOfIncident(
  { definition, openedAt, closedAt }: Pick<AlertIncident, "definition" | "openedAt" | "closedAt">,
  now: number,
): Filter {
  const { metric, reason, filter, windowMinutes, forMinutes } = definition;
  const measuredMs = metric === "active-instances" ? HOUR_MS : windowMinutes * MINUTE_MS;
  const from = Date.parse(openedAt) - measuredMs - forMinutes * MINUTE_MS;
  const to = closedAt === null ? now : Date.parse(closedAt);
  const wholeMinutes = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)] as const;
  const watched = withTime(
    filterFromQuery(new URLSearchParams(filter)),
    wholeMinutes[0] * MINUTE_MS,
    wholeMinutes[1] * MINUTE_MS,
  );
  if (metric === "retired-secret-uses") return narrowTo(watched, "outcome", "pass");
  if (reason !== null) return narrowTo(rejectedOnly(watched), "reason", reason);
  return TITLES[metric] === OF_REJECTIONS ? rejectedOnly(watched) : watched;
}
