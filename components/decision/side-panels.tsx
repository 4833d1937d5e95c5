"use client";
import { useQuery } from "@tanstack/react-query";
import type { EventDetail } from "@/lib/contract/events";
import { DEFAULT_FILTER, type Filter, filterToQuery } from "@/lib/contract/filter";
import { SIGNALS } from "@/lib/contract/signals";
import { narrowTo } from "../filter/change";
import { osTitle, useValueTitle } from "../filter/labels";
import { trendQuery } from "../queries/trend";
import { ReasonGlyph } from "../signals/glyphs";
import { linkClass } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { useFormats, useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Code } from "../ui/note";
import { Rows, Section } from "../ui/section";

/** What would have to change for the next attestation to pass. */
export function ToPass({ event }: { event: EventDetail }) {
  if (event.outcome === "pass") return null;
  return (
    <Section title="To pass" unit={event.reasons.length > 1 ? "all of these" : "this"}>
      <Rows>
        {event.reasons.map((reason) => (
          <li key={reason}>
            <span className="inline-flex items-center gap-2">
              <ReasonGlyph reason={reason} />
              <b>No {reason}</b>
            </span>
            <p className="text-ink2">{SIGNALS[reason].remedy}</p>
          </li>
        ))}
      </Rows>
      {event.reasons.length === 0 && <p className="text-ink2">The reasons are in the checks that failed.</p>}
    </Section>
  );
}

/** Others that an attempt has something in common with; those of a filter are counted. */
interface Neighbour {
  readonly title: string;
  readonly href: string;
  readonly filter: Filter | null;
}

/** How many attestations a filter finds, and how many of them are rejected. */
function Counted({ filter }: { filter: Filter }) {
  const formats = useFormats();
  const { data } = useQuery(trendQuery(filter));
  const fail = data?.bins.reduce((sum, bin) => sum + bin.fail, 0) ?? 0;
  const all = data?.bins.reduce((sum, bin) => sum + bin.pass, fail) ?? 0;
  return (
    <p className="min-h-5 text-ink3">
      {data && `${formats.count(all)} attestations, ${formats.share(all === 0 ? null : fail / all)} rejected`}
    </p>
  );
}

const HALF_DAY_MS = 12 * 3_600_000;

/** The day around an instant. */
export function dayAround(at: number): Pick<Filter, "from" | "to"> {
  return { from: new Date(at - HALF_DAY_MS).toISOString(), to: new Date(at + HALF_DAY_MS).toISOString() };
}

/** The same view narrowed to what this attempt has in common with others, at its time. */
export function Alike({ event }: { event: EventDetail }) {
  const valueTitle = useValueTitle();
  const base: Filter = { ...DEFAULT_FILTER, ...dayAround(event.at), test: event.test };
  const [first] = event.reasons;
  const links: Neighbour[] = [];
  const list = (title: string, filter: Filter) =>
    links.push({ title, filter, href: `/attestations?${filterToQuery(filter)}` });
  if (event.instanceId !== null)
    links.push({ title: "This instance, and what it has been", href: `/instances/${event.instanceId}`, filter: null });
  if (first !== undefined) {
    const filter = narrowTo(base, "reason", first);
    links.push({ title: `Same reason, ${first}`, filter, href: `/rejections?${filterToQuery(filter)}` });
  }
  if (event.model !== "" && event.osVersion !== "")
    list(
      `Same model and system, ${event.model}, ${osTitle(event.platform, event.osVersion)}`,
      narrowTo(narrowTo(base, "model", event.model), "os", event.osVersion),
    );
  if (event.appVersion !== "")
    list(`Same app version, ${event.appVersion}`, narrowTo(base, "version", event.appVersion));
  if (event.country !== "")
    list(`Same country, ${valueTitle("country", event.country)}`, narrowTo(base, "country", event.country));
  return (
    <Section title="Alike" unit="12 hours before and after">
      <Rows>
        {links.map((link) => (
          <li key={link.href}>
            <Link className={linkClass} href={link.href}>
              {link.title}
            </Link>
            {link.filter !== null && <Counted filter={link.filter} />}
          </li>
        ))}
      </Rows>
    </Section>
  );
}

/** What app and device said of themselves, as it was stored. */
export function Claims({ event }: { event: EventDetail }) {
  const formats = useFormats();
  const mounted = useMounted();
  const claims = Object.entries(event.claims);
  if (claims.length === 0) return null;
  const widest = Math.max(...claims.map(([name]) => name.length));
  return (
    <Section
      title="Claims"
      unit={event.outcome === "pass" ? "in a correctly signed answer" : "the answer was a decoy"}
      tools={<CopyButton look="link" text={JSON.stringify(event.claims, null, 2)} />}
    >
      <Code label="Claims">
        {claims.map(([name, value]) => (
          <span key={name} className="block">
            <span className="text-ink3">{name.padEnd(widest + 1)}</span> {String(value)}
            {(name === "exp" || name === "iat") && typeof value === "number" && mounted && (
              <span className="text-ink3"> {formats.clockMillis(value * 1000).slice(0, 8)}</span>
            )}
          </span>
        ))}
      </Code>
    </Section>
  );
}

/** What the SDK saw, signal by signal. */
export function SdkDetails({ event }: { event: EventDetail }) {
  const details = Object.entries(event.details);
  if (details.length === 0) return null;
  return (
    <Section title="What the SDK saw" unit="its own words, never judged">
      <Rows>
        {details.map(([name, value]) => (
          <li key={name}>
            <span className="text-ink3">{name}</span>
            <p className="break-words">{String(value)}</p>
          </li>
        ))}
      </Rows>
    </Section>
  );
}
