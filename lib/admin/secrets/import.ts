import type { z } from "zod";
import { secrets } from "../../../drizzle/schema";
import {
  type ImportPlan,
  importPlanSchema,
  importSecretsSchema,
  type Secret,
  type SecretScope,
} from "../../contract/admin/secrets";
import { AttestryError } from "../../errors";
import { type Changed, change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { insertVersion } from "./insert-version";
import { findSecret, selectSecrets } from "./public-secret";
import { scopeProblem, writeScopes } from "./scopes";
import { checkSealedValue, type SealedValue } from "./sealed-value";

type Request = z.output<typeof importSecretsSchema>;
type Imported = Request["secrets"][number];
type Transaction = Parameters<Parameters<typeof change>[2]>[0];

/** What happens to one line, with what it takes to do it. */
interface Step {
  readonly line: Imported;
  readonly existing: Secret | null;
  readonly plan: ImportPlan["secrets"][number];
}

export const importSecrets = defineEndpoint({
  method: "POST",
  path: "/api/secrets/import",
  summary: "Create and rotate many secrets at once, all or none; a dry run says what would happen",
  permission: "secrets:write",
  body: importSecretsSchema,
  response: importPlanSchema,
  run: async (context) => {
    const { body, db, now } = context;
    if (body.dryRun) return planOf(body, await planSteps(db, body, now));
    const values = await sealedValues(db, body.secrets);
    return change(context, { configuration: true }, async (tx) => {
      const steps = await planSteps(tx, body, now);
      assertNoneRefused(steps);
      const author = { createdBy: context.principal.name, now };
      const records = [];
      for (const step of steps) {
        const value = values.get(step.line.name);
        if (step.plan.action !== "unchanged" && value !== undefined) {
          records.push(await applyStep(tx, body, step, value, author));
        }
      }
      return { answer: planOf(body, steps), audit: records };
    });
  },
});

function planOf({ dryRun }: Request, steps: readonly Step[]): ImportPlan {
  return { dryRun, secrets: steps.map(({ plan }) => plan) };
}

async function sealedValues(db: Parameters<typeof checkSealedValue>[0], lines: readonly Imported[]) {
  const values = new Map<string, SealedValue>();
  for (const { name, uid, sealed } of lines) {
    if (sealed === undefined) throw new AttestryError("invalid_request", `${name} has no sealed value.`);
    values.set(name, await checkSealedValue(db, uid, sealed));
  }
  return values;
}

async function planSteps(db: Parameters<typeof scopeProblem>[0], request: Request, now: Date): Promise<Step[]> {
  const known = await selectSecrets(db, now);
  const appIds = request.scopes.map(({ appId }) => appId);
  const seen = new Set<string>();
  const steps: Step[] = [];
  let created = 0;
  for (const line of request.secrets) {
    const existing =
      known.find(({ name, scopes }) => name === line.name && scopes.some(({ appId }) => appIds.includes(appId))) ??
      null;
    const twice = seen.has(line.name) ? "It is named twice." : null;
    seen.add(line.name);
    const problem =
      twice ?? (existing ? rotationProblem(existing, line) : await creationProblem(db, request, line, created));
    if (existing === null && problem === null) created += 1;
    steps.push({ line, existing, plan: planLine(line, existing, problem) });
  }
  return steps;
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

async function creationProblem(
  db: Parameters<typeof scopeProblem>[0],
  { scopes }: { readonly scopes: readonly SecretScope[] },
  { name }: Imported,
  createdBefore: number,
): Promise<string | null> {
  const problem = await scopeProblem(db, name, scopes, null, createdBefore);
  return problem === null ? null : (Object.values(problem.fields)[0] ?? problem.message);
}

function assertNoneRefused(steps: readonly Step[]): void {
  const refused = steps.filter(({ plan }) => plan.action === "refuse");
  if (refused.length === 0) return;
  const fields = Object.fromEntries(refused.map(({ plan }) => [plan.name, plan.problem ?? "It can't be imported."]));
  throw new AttestryError("conflict", "Nothing was imported: not every secret can be.", { fields });
}

async function applyStep(
  tx: Transaction,
  { domains, scopes, note, overlapSeconds }: Request,
  { line, existing, plan }: Step,
  value: SealedValue,
  { createdBy, now }: { readonly createdBy: string; readonly now: Date },
): Promise<Exclude<Changed<unknown>["audit"], readonly unknown[]>> {
  const { name, uid, fingerprint } = line;
  const version = plan.version ?? 1;
  const secretId =
    existing?.id ??
    firstRow(await tx.insert(secrets).values({ uid, name, domains, createdBy, createdAt: now }).returning()).id;
  if (existing === null) await writeScopes(tx, { secretId, name, scopes });
  const row = { ...value, secretId, version, fingerprint, note, createdBy, activeFrom: now, overlapSeconds };
  await insertVersion(tx, row, now);
  const after = await findSecret(tx, secretId, now);
  if (existing === null) return { action: "secret.create", entity: `secret:${secretId}`, after };
  return { action: "secret.rotate", entity: `secret:${secretId}/version:${version}`, before: existing, after };
}
