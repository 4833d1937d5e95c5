/** What an import would do, line by line; without a change and without a value. */
import type { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { type ImportPlan, type importSecretsSchema, type Secret, secretNameSchema } from "../../contract/admin/secrets";
import { APP_SECRETS_BYTES_MAX, SECRET_BYTES_MAX } from "../../contract/secrets";
import { selectSecrets } from "./public-secret";
import { type AppRoom, deliveredBytes, noRoom, readRoom } from "./room";
import { readScopedApps, type ScopedApps, scopeProblem } from "./scopes";
import { sealedBytes } from "./sealed-value";

type Reader = Pick<Database, "select">;
export type ImportRequest = z.output<typeof importSecretsSchema>;
export type Imported = ImportRequest["secrets"][number];

/** What happens to one line, with what it takes to do it. */
export interface Step {
  readonly line: Imported;
  readonly existing: Secret | null;
  readonly plan: ImportPlan["secrets"][number];
}

/** What an import does with each line, in order: what a line takes up is gone for those after it. */
export async function planSteps(db: Reader, request: ImportRequest, now: Date): Promise<Step[]> {
  const known = await selectSecrets(db, now);
  const scoped = await readScopedApps(db, request.scopes);
  const rooms = await readRoom(db, scoped.appIds, now);
  const totals = new Map([...rooms].map(([id, { total }]) => [id, total]));
  const seen = new Set<string>();
  let created = 0;
  return request.secrets.map((line) => {
    const existing =
      known.find(
        ({ name, scopes }) => name === line.name && scopes.some(({ appId }) => scoped.appIds.includes(appId)),
      ) ?? null;
    const plan = planLine(
      line,
      existing,
      lineProblem(line, seen) ??
        (existing ? rotationProblem(existing, line) : creationProblem(scoped, line, created)) ??
        roomProblem(request, line, existing, rooms, totals),
    );
    seen.add(line.name);
    if (plan.action === "create") created += 1;
    return { line, existing, plan };
  });
}

/** What is wrong with a line whatever else there is. */
function lineProblem(line: Imported, seen: ReadonlySet<string>): string | null {
  const named = secretNameSchema.safeParse(line.name);
  if (!named.success) return named.error.issues[0]?.message ?? "It can't be a name.";
  if (seen.has(line.name)) return "It is named twice.";
  const bytes = bytesOf(line);
  if (bytes === 0) return "Its value is empty.";
  return bytes !== null && bytes > SECRET_BYTES_MAX
    ? `Its value has ${bytes} bytes; a secret can have ${SECRET_BYTES_MAX}.`
    : null;
}

/** Of the value; null where a dry run does not say. */
function bytesOf({ sealed, bytes }: Imported): number | null {
  return sealed === undefined ? (bytes ?? null) : sealedBytes(sealed);
}

/** Counts a line where it fits. */
function roomProblem(
  { domains: forNew }: ImportRequest,
  line: Imported,
  existing: Secret | null,
  rooms: ReadonlyMap<number, AppRoom>,
  totals: Map<number, number>,
): string | null {
  const domains = existing?.domains ?? forNew;
  const size = deliveredBytes(bytesOf(line) ?? 0, line.name, domains);
  const ids = [...rooms.keys()].filter((id) => existing?.scopes.some(({ appId }) => appId === id) ?? true);
  const grown = ids.map((id) => {
    const before = existing === null ? 0 : (rooms.get(id)?.secrets.get(existing.id) ?? 0);
    return { id, total: (totals.get(id) ?? 0) + Math.max(0, size - before) };
  });
  const full = grown.find(({ total }) => total > APP_SECRETS_BYTES_MAX);
  if (full !== undefined) return noRoom(rooms.get(full.id)?.appId ?? "An app");
  for (const { id, total } of grown) totals.set(id, total);
  return null;
}

function planLine(line: Imported, existing: Secret | null, problem: string | null): Step["plan"] {
  const { name } = line;
  if (problem !== null) return { name, action: "refuse", version: null, problem };
  if (existing === null) return { name, action: "create", version: 1, problem };
  const [newest] = existing.versions;
  const current = existing.versions.find(({ state }) => state === "current");
  if (current?.fingerprint === line.fingerprint)
    return { name, action: "unchanged", version: current.version, problem };
  return { name, action: "rotate", version: (newest?.version ?? 0) + 1, problem };
}

function rotationProblem(existing: Secret, line: Imported): string | null {
  if (existing.uid !== line.uid) return "It exists: seal its value with its own uid.";
  const waiting = existing.versions.find(({ state }) => state === "scheduled");
  return waiting === undefined ? null : `Version ${waiting.version} waits for ${waiting.activeFrom}. Cancel it first.`;
}

function creationProblem(scoped: ScopedApps, { name }: Imported, createdBefore: number): string | null {
  const problem = scopeProblem(scoped, name, null, createdBefore);
  return problem === null ? null : (Object.values(problem.fields)[0] ?? problem.message);
}
