import type { Database } from "../../../drizzle/client";
import { secrets } from "../../../drizzle/schema";
import { type ImportPlan, importPlanSchema, importSecretsSchema } from "../../contract/admin/secrets";
import { AttestryError } from "../../errors";
import { type Changed, change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { type Imported, type ImportRequest, planSteps, type Step } from "./import-plan";
import { insertVersion } from "./insert-version";
import { findSecret } from "./public-secret";
import { assertRoom } from "./room";
import { writeScopes } from "./scopes";
import { checkSealedValue, type SealedValue } from "./sealed-value";

/** A thousand sealed secrets that together are as much as an app can have, and what stands around them. */
const IMPORT_BYTES_MAX = 8 * 1024 ** 2;

type Transaction = Parameters<Parameters<typeof change>[2]>[0];

export const importSecrets = defineEndpoint({
  method: "POST",
  path: "/api/secrets/import",
  summary: "Create and rotate many secrets at once, all or none; a dry run says what would happen",
  permission: "secrets:write",
  body: importSecretsSchema,
  bodyBytesMax: IMPORT_BYTES_MAX,
  response: importPlanSchema,
  run: async (context) => {
    const { body, db, now } = context;
    if (body.dryRun) return planOf(body, await planSteps(db, body, now));
    assertNoneRefused(await planSteps(db, body, now));
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
      // A known secret may be for more apps than were named.
      const appIds = steps.flatMap(({ existing }) => (existing?.scopes ?? body.scopes).map(({ appId }) => appId));
      await assertRoom(tx, [...new Set(appIds)], "secrets", now);
      return { answer: planOf(body, steps), audit: records };
    });
  },
});

function planOf({ dryRun }: ImportRequest, steps: readonly Step[]): ImportPlan {
  return { dryRun, secrets: steps.map(({ plan }) => plan) };
}

async function sealedValues(db: Pick<Database, "select">, lines: readonly Imported[]) {
  const values = new Map<string, SealedValue>();
  for (const { name, uid, sealed } of lines) {
    if (sealed === undefined) throw new AttestryError("invalid_request", `${name} has no sealed value.`);
    values.set(name, await checkSealedValue(db, uid, sealed));
  }
  return values;
}

function assertNoneRefused(steps: readonly Step[]): void {
  const refused = steps.filter(({ plan }) => plan.action === "refuse");
  if (refused.length === 0) return;
  const fields = Object.fromEntries(refused.map(({ plan }) => [plan.name, plan.problem ?? "It can't be imported."]));
  throw new AttestryError("conflict", "Nothing was imported: not every secret can be.", { fields });
}

async function applyStep(
  tx: Transaction,
  { domains, scopes, note, overlapSeconds }: ImportRequest,
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
