import type { FirstReason } from "../contract/metrics";
import { SIGNAL_IDS, SIGNALS } from "../contract/signals";

const BY_BIT = new Map<number, FirstReason>(SIGNAL_IDS.map((id) => [SIGNALS[id].bit, id]));

/** The reason of a stored bit; -1, and a bit of a later release, is none that we can name. */
export function firstReasonOf(bit: number): FirstReason {
  return BY_BIT.get(bit) ?? "none";
}
