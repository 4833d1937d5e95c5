import { and, desc, eq } from "drizzle-orm";
import { overrides } from "../../../drizzle/schema";
import { orderReasons } from "../../attestation/appraise";
import {
  type InstanceStateAnswer,
  instanceStateParams,
  instanceStateQuery,
  instanceStateSchema,
} from "../../contract/admin/instance-state";
import { EVIDENCE_FORMATS, SECURITY_LEVELS } from "../../contract/evidence";
import { OUTCOMES, OVERRIDE_KIND_IDS, OVERRIDE_KINDS } from "../../contract/outcome";
import { decodeSignals } from "../../contract/signals";
import { AttestryError } from "../../errors";
import { type InstanceStateRow, instanceState } from "../../metrics/instance-state";
import { defineEndpoint } from "../endpoint";
import { iso, isoOrNull } from "../iso";
import { namedInstance } from "../overrides/named-instance";
import { inForce, publicOverride, usesOf } from "../overrides/public-override";

export const getInstanceState = defineEndpoint({
  method: "GET",
  path: "/api/instances/{id}/state",
  summary: "One installation as it attested last, and the override in force; `latest` is an app's newest",
  permission: "read",
  params: instanceStateParams,
  query: instanceStateQuery,
  response: instanceStateSchema,
  run: async ({ db, params, query, now }) => {
    const instanceId = await namedInstance(db, { instanceId: params.id, appId: query.app });
    const found = await instanceState(db, instanceId);
    if (found === null) throw new AttestryError("not_found", "There is no such instance.");
    const rows = await db
      .select()
      .from(overrides)
      .where(and(eq(overrides.instanceId, instanceId), inForce(now)))
      .orderBy(desc(overrides.id))
      .limit(1);
    const uses = await usesOf(
      db,
      rows.map(({ id }) => id),
    );
    const [override] = rows.map((row) => publicOverride(row, uses));
    return {
      instanceId,
      appId: found.app_id,
      platform: found.platform,
      test: found.test,
      enrolledAt: isoOrNull(found.enrolled === null ? null : new Date(found.enrolled)),
      format: EVIDENCE_FORMATS.find((format) => format === found.format) ?? null,
      securityLevel: SECURITY_LEVELS.find((level) => level === found.level) ?? null,
      seen: seenOf(found),
      override: override ?? null,
    };
  },
});

function seenOf(found: InstanceStateRow): InstanceStateAnswer["seen"] {
  if (found.seen === null) return null;
  return {
    at: iso(new Date(found.seen)),
    outcome: found.outcome === OUTCOMES.pass ? "pass" : "fail",
    reasons: orderReasons(decodeSignals(found.reasons ?? 0)),
    signals: decodeSignals(found.signals ?? 0),
    override: OVERRIDE_KIND_IDS.find((kind) => OVERRIDE_KINDS[kind] === found.override) ?? "none",
    policyVersion: found.policy_version,
    model: found.model ?? "",
    osVersion: found.os_version ?? "",
    patchLevel: found.patch_level,
    appVersion: found.app_version ?? "",
    sdkVersion: found.sdk_version ?? "",
    country: found.country ?? "",
  };
}
