import type { EventRow } from "@/lib/contract/events";
import { PLATFORM_OPTIONS } from "../apps/titles";

/** `Android 14`, as far as it is known. */
export function platformWords({ platform, osVersion }: Pick<EventRow, "platform" | "osVersion">): string {
  const title = PLATFORM_OPTIONS.find(({ value }) => value === platform)?.label ?? platform;
  return `${title} ${osVersion}`.trim();
}
