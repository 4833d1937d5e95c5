import type { Override } from "@/lib/contract/admin/overrides";

/** What each decision about an installation does. */
export const OVERRIDE_WORDS: Readonly<Record<Override["kind"], string>> = {
  "force-pass": "It passes whatever the policy says of its device. A forged or replayed proof is still rejected.",
  "force-fail": "It is rejected whatever its evidence says.",
  ban: "It is rejected, and its events say that it is banned.",
};
