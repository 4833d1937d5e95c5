"use client";
import { useMemo } from "react";
import { type Dimension, type RangeId, UNKNOWN_VALUE } from "@/lib/contract/filter";
import { useFormats } from "../ui/format";

export const DIMENSION_TITLES: Readonly<Record<Dimension, string>> = {
  app: "App",
  version: "App version",
  platform: "Platform",
  os: "OS version",
  country: "Country",
  model: "Device model",
  sdk: "SDK version",
  format: "Evidence",
  reason: "Reason",
  outcome: "Outcome",
};

export const RANGE_TITLES: Readonly<Record<RangeId, string>> = {
  "15m": "Last 15 min",
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  "1y": "Last year",
};

const FORMATS: Readonly<Record<string, string>> = {
  "software-key": "Software key",
  "app-attest": "App Attest",
  "key-attestation": "Key Attestation",
  "play-integrity": "Play Integrity",
};
const PLATFORM_NAMES: Readonly<Record<string, string>> = { android: "Android", ios: "iOS" };

/** `Android 14`; the platform alone when the version is unknown. */
export function osTitle(platform: string, osVersion: string): string {
  const name = PLATFORM_NAMES[platform] ?? platform;
  return osVersion === "" ? name : `${name} ${osVersion}`;
}

export type ValueTitle = (dimension: Dimension, value: string) => string;

/** Names values as people do: a country by its name in the viewer's language, a platform as its maker writes it. */
export function useValueTitle(): ValueTitle {
  const formats = useFormats();
  return useMemo(
    () => (dimension, value) => {
      if (value === UNKNOWN_VALUE || value === "") return dimension === "app" ? "not registered" : "unknown";
      if (dimension === "country") return /^[A-Z]{2}$/.test(value) ? formats.region(value) : value;
      if (dimension === "platform") return PLATFORM_NAMES[value] ?? value;
      if (dimension === "format") return FORMATS[value] ?? value;
      if (dimension === "outcome") return value === "pass" ? "passed" : "rejected";
      return value;
    },
    [formats],
  );
}
