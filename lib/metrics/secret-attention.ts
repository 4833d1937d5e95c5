import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../drizzle/client";
import type { Secret, SecretAttention } from "../contract/admin/secrets";
import { select } from "./select";

/** How far ahead and back somebody wants to know. */
const DAY_MS = 86_400_000;

type Item = SecretAttention["items"][number];

/** What of the secrets needs eyes within a day: what ends, what starts, what is broken, what is used past its end. */
export async function secretAttention(db: Database, secrets: readonly Secret[], now: Date): Promise<SecretAttention> {
  const soon = secrets.flatMap((secret) => secret.versions.flatMap((version) => dueItems(secret, version, now)));
  const byVersion = new Map(
    secrets.flatMap((secret) => secret.versions.map(({ id, version }) => [id, { secret, version }])),
  );
  const used = (await recentUses(db, now)).flatMap(({ id, instances, lastAt }): Item[] => {
    const found = byVersion.get(id);
    if (found === undefined) return [];
    const { secret, version } = found;
    return [{ secretId: secret.id, name: secret.name, version, kind: "used", at: iso(lastAt), instances }];
  });
  return { items: [...used, ...soon.sort((a, b) => (a.at < b.at ? -1 : 1))] };
}

function dueItems({ id, name }: Secret, version: Secret["versions"][number], now: Date): Item[] {
  const { state, endsAt, activeFrom, opening, createdAt } = version;
  const item = { secretId: id, name, version: version.version, instances: null };
  const isSoon = (at: string) => Date.parse(at) - now.getTime() <= DAY_MS;
  const live = state === "current" || state === "overlapping" || state === "scheduled";
  return [
    ...(live && opening === "failed" ? [{ ...item, kind: "broken" as const, at: createdAt }] : []),
    ...(state === "scheduled" && isSoon(activeFrom) ? [{ ...item, kind: "starts" as const, at: activeFrom }] : []),
    ...(state === "overlapping" && endsAt !== null && isSoon(endsAt)
      ? [{ ...item, kind: "ends" as const, at: endsAt }]
      : []),
  ];
}

function recentUses(db: Database, now: Date) {
  const since = iso(now.getTime() - DAY_MS);
  return select(
    db,
    z.object({ id: z.number(), instances: z.number(), lastAt: z.number() }),
    sql`SELECT version_id AS id, count(*)::int AS instances, (extract(epoch FROM max(last_at)) * 1000)::float8 AS "lastAt"
      FROM secret_retired_uses WHERE last_at > ${since}::timestamptz GROUP BY version_id ORDER BY max(last_at) DESC`,
  );
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
