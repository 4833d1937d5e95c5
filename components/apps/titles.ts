import type { Platform } from "@/lib/contract/evidence";

/** Platforms as people write them. */
export const PLATFORM_OPTIONS = [
  { value: "android", label: "Android" },
  { value: "ios", label: "iOS" },
] as const satisfies readonly { value: Platform; label: string }[];

export function platformTitle(platform: Platform): string {
  return PLATFORM_OPTIONS.find(({ value }) => value === platform)?.label ?? platform;
}
