const DAY_MS = 86_400_000;

/** How long something may hold, for a segmented choice. */
export const LIFETIMES = [
  { value: "1", label: "1 d" },
  { value: "7", label: "7 d" },
  { value: "30", label: "30 d" },
  { value: "90", label: "90 d" },
  { value: "365", label: "1 year" },
] as const;
export type Lifetime = (typeof LIFETIMES)[number]["value"];

/** The instant at which a lifetime that begins now ends, ISO 8601. */
export function endOf(lifetime: Lifetime): string {
  return new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString();
}
