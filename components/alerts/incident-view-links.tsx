"use client";
import type { AlertIncident } from "@/lib/contract/admin/alerts";
import { linkClass } from "../ui/button";
import { useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { incidentViews } from "./incident-views";

/** Links to the data that made an alert fire. */
export function IncidentViewLinks({ incident }: { incident: AlertIncident }) {
  const mounted = useMounted();
  if (!mounted) return null;
  return (
    <span className="inline-flex flex-wrap gap-x-3 gap-y-1.5">
      {incidentViews(incident, Date.now()).map(({ title, href }) => (
        <Link key={title} href={href} className={linkClass}>
          {title}
          <span className="sr-only"> of {incident.ruleName}</span>
        </Link>
      ))}
    </span>
  );
}
