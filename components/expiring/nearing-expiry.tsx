"use client";
import { useQuery } from "@tanstack/react-query";

import type { Expiring, ExpiringKind } from "@/lib/contract/admin/expiring";
import { expiringQuery } from "../queries/expiring";
import { SeverityGlyph } from "../signals/glyphs";
import { linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";

const SHOWN = 5;

type Item = Expiring["items"][number];

/** How each kind is called before what it is named, and where it is renewed. */
const KINDS: Readonly<Record<ExpiringKind, { readonly title: string; hrefOf(item: Item): string }>> = {
  build: { title: "Build", hrefOf: ({ ownerId }) => `/apps/${ownerId}` },
  "token-key": { title: "Token key", hrefOf: ({ ownerId }) => `/api-domains/${ownerId}` },
  "development-credential": { title: "Development credential", hrefOf: ({ ownerId }) => `/apps/${ownerId}` },
  "api-key": { title: "API key", hrefOf: () => "/settings/api-keys" },
  "revocation-list": { title: "Revocation list", hrefOf: () => "/settings/trust-anchors" },
};

/** What ends by itself within two weeks; nothing while nothing does. */
export function NearingExpiry() {
  const { data, dataUpdatedAt } = useQuery(expiringQuery);
  if (!data || data.items.length === 0) return null;
  const { items } = data;
  return (
    <Section title="Nearing expiry" unit="within 14 days">
      <Rows>
        {items.slice(0, SHOWN).map((item) => (
          <ExpiringRow key={`${item.kind} ${item.name} ${item.detail} ${item.at}`} item={item} now={dataUpdatedAt} />
        ))}
      </Rows>
      {items.length > SHOWN && <p className="text-ink3">{items.length - SHOWN} more.</p>}
    </Section>
  );
}

function ExpiringRow({ item, now }: { item: Item; now: number }) {
  const { title, hrefOf } = KINDS[item.kind];
  const isPast = Date.parse(item.at) <= now;
  return (
    <li className="flex gap-2.5">
      {isPast && <SeverityGlyph severity="critical" className="mt-[3px] size-3.5" />}
      <span className="min-w-0 break-words">
        {title}{" "}
        <Link className={`font-semibold ${linkClass}`} href={hrefOf(item)}>
          {[item.name, item.detail].filter((part) => part !== "").join(" ")}
        </Link>{" "}
        {isPast ? "ended" : "ends"} <Time at={item.at} />
      </span>
    </li>
  );
}
