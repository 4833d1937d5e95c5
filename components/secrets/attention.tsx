"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { SecretAttention } from "@/lib/contract/admin/secrets";
import { secretAttentionQuery, vaultQuery } from "../queries/secrets";
import { SeverityGlyph } from "../signals/glyphs";
import { linkClass } from "../ui/button";
import { useFormats } from "../ui/format";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";
import { VaultNote } from "./vault-note";

const SHOWN = 5;

/** Secrets that need eyes within a day, and a vault that is shut; nothing while none does. */
export function SecretsAttention({ className }: { className?: string }) {
  const { data } = useQuery(secretAttentionQuery);
  const { data: vault } = useQuery(vaultQuery);
  const items = data?.items ?? [];
  const isShut = vault?.state === "shut";
  if (items.length === 0 && !isShut) return null;
  return (
    <Section
      title="Secrets to look at"
      unit="within a day"
      className={className ?? ""}
      tools={
        <Link className={linkClass} href="/secrets">
          All<span className="sr-only"> secrets</span>
        </Link>
      }
    >
      {isShut && <VaultNote />}
      <AttentionRows items={items.slice(0, SHOWN)} />
      {items.length > SHOWN && <p className="text-ink3">{items.length - SHOWN} more.</p>}
    </Section>
  );
}

function AttentionRows({ items }: { items: SecretAttention["items"] }) {
  const formats = useFormats();
  return (
    <Rows>
      {items.map(({ secretId, name, version, kind, at, instances }) => (
        <li key={`${secretId} ${version} ${kind}`} className="flex gap-2.5">
          {(kind === "used" || kind === "broken") && (
            <SeverityGlyph severity={kind === "broken" ? "critical" : "warning"} className="mt-[3px] size-3.5" />
          )}
          <span className="min-w-0">
            <Link className={`font-semibold ${linkClass}`} href={`/secrets/${secretId}`}>
              {name}
            </Link>
            , version {version} {kind === "ends" && "ends "}
            {kind === "starts" && "goes live "}
            {kind === "broken" && "can’t be opened since "}
            {kind === "used" &&
              `was used after its end by ${formats.count(instances ?? 0)} ${instances === 1 ? "instance" : "instances"}, last `}
            <Time at={at} />
          </span>
        </li>
      ))}
    </Rows>
  );
}
