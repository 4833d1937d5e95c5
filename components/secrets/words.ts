import type { Secret, SecretVersion } from "@/lib/contract/admin/secrets";

/** `c6a9 40e3 7f18`: twelve hex digits as people compare them. */
export function fingerprintText(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
}

/** The version instances get now; undefined when there is none. */
export function currentVersion({ versions }: Secret): SecretVersion | undefined {
  return versions.find(({ state }) => state === "current") ?? versions.find(({ state }) => state === "overlapping");
}

export const OVERLAPS = [
  { value: "0", label: "none" },
  { value: "60", label: "1 min" },
  { value: "900", label: "15 min" },
  { value: "3600", label: "1 h" },
  { value: "21600", label: "6 h" },
  { value: "86400", label: "24 h" },
] as const;
export type Overlap = (typeof OVERLAPS)[number]["value"];

/** The domains that were typed, one a line or separated by commas. */
export function domainsOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((domain) => domain.trim())
    .filter((domain) => domain !== "");
}
