import type { LivePatch } from "@/lib/contract/events";
import type { Pulse, Trend } from "@/lib/contract/metrics";

/**
 * A trend with a patch of the stream laid over it: absolute bins replace those they overlap, bins that left the window
 * go. Null when the two don't meet, and the trend must be read again.
 */
export function mergeTrend(trend: Trend, patch: LivePatch): Trend | null {
  if (patch.asOf < trend.asOf) return trend;
  const [first] = patch.bins;
  if (first === undefined) return trend;
  const step = patch.window.stepSeconds * 1000;
  if (trend.window.stepSeconds !== patch.window.stepSeconds) return null;
  const kept = trend.bins.filter((bin) => bin.at >= patch.window.from && bin.at < first.at);
  const lastKept = kept.at(-1);
  const meets = first.at <= patch.window.from || (lastKept !== undefined && lastKept.at + step === first.at);
  return meets ? { window: patch.window, bins: [...kept, ...patch.bins], asOf: patch.asOf } : null;
}

/** The last minutes as a patch gives them; what is usual stays. */
export function mergePulse(pulse: Pulse, patch: LivePatch): Pulse {
  return patch.asOf < pulse.asOf ? pulse : { ...pulse, asOf: patch.asOf, minutes: patch.minutes };
}
