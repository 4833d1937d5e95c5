import type { Database } from "../../../drizzle/client";
import type { AppraisalPolicy } from "../../contract/policy";
import { AttestryError } from "../../errors";
import { previewPolicy } from "../../metrics/policy-preview/preview";
import { findApp } from "../apps/public-app";

/** The share of live instances that may newly be rejected without a word. */
export const UNCONFIRMED_SHARE_MAX = 0.01;

/**
 * Lets a change of policy through that newly rejects few of the instances seen in the last day, or whose author has
 * typed the app's id. Test traffic does not count. Throws `confirmation_required` with the impact.
 */
export async function requireConfirmation(
  { db, now }: { readonly db: Database; readonly now: Date },
  appId: number,
  draft: AppraisalPolicy,
  confirm: string | undefined,
): Promise<void> {
  const app = await findApp(db, appId);
  if (confirm === app.appId) return;
  const { instances } = await previewPolicy(db, { appId, draft, range: "24h", test: false }, now);
  if (instances.rejected <= instances.active * UNCONFIRMED_SHARE_MAX) return;
  const share = ((instances.rejected / instances.active) * 100).toFixed(1);
  throw new AttestryError(
    "confirmation_required",
    `It would newly reject ${instances.rejected} of ${instances.active} instances seen in the last 24 h (${share} %). Give the app's id as confirmation.`,
    { fields: { confirm: `Type ${app.appId}.` } },
  );
}
