import type { AlertIncident } from "@/lib/contract/admin/alerts";

/** Critical ones first, then the newest. */
export function bySeverity(incidents: readonly AlertIncident[]): AlertIncident[] {
  const rank = ({ severity }: AlertIncident) => (severity === "critical" ? 0 : 1);
  return incidents.toSorted((a, b) => rank(a) - rank(b) || b.id - a.id);
}
