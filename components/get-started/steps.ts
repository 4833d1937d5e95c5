import type { SetupState } from "@/lib/contract/admin/setup";

/** The steps of the checklist, in order. */
export const STEP_IDS = ["admin", "dataPlane", "app", "attestation", "apiDomain", "policy"] as const;
export type StepId = (typeof STEP_IDS)[number];

const NUMBERS = ["None", "One", "Two", "Three", "Four", "Five"] as const;

/** What the step to do now brings, for the sentence at the top. */
const PROSPECTS: Readonly<Record<StepId, string>> = {
  admin: "The next one lets somebody in.",
  dataPlane: "The next one is what phones talk to.",
  app: "The next one tells Attestry what a genuine app looks like.",
  attestation: "The next one puts a first attestation on this screen.",
  apiDomain: "The next one gives an API something to check.",
  policy: "The last one makes the policy yours.",
};

/** The step to do now; null when all are done. */
export function currentStep(state: SetupState): StepId | null {
  return STEP_IDS.find((id) => !state[id].done) ?? null;
}

/** How far the checklist is, in two sentences. */
export function progressWords(state: SetupState): string {
  const now = currentStep(state);
  if (now === null) return "All six done. Attestry attests.";
  const done = STEP_IDS.filter((id) => state[id].done).length;
  return `${NUMBERS[done] ?? done} of six done. ${PROSPECTS[now]}`;
}
