import type { Platform } from "../lib/contract/evidence";
import type { Weighted } from "./random";

/** A phone model with the systems it is found with. */
export interface Model extends Weighted {
  readonly model: string;
  readonly systems: readonly (Weighted & { readonly osVersion: string; readonly patchLevel?: string })[];
}

const ANDROID_SYSTEMS = [
  { weight: 40, osVersion: "16", patchLevel: "2026-10-05" },
  { weight: 25, osVersion: "15", patchLevel: "2026-08-05" },
  { weight: 20, osVersion: "14", patchLevel: "2026-03-01" },
  { weight: 15, osVersion: "13", patchLevel: "2025-06-05" },
];
const OLD_ANDROID_SYSTEMS = [
  { weight: 60, osVersion: "12", patchLevel: "2024-09-05" },
  { weight: 40, osVersion: "11", patchLevel: "2023-02-05" },
];
const IOS_SYSTEMS = [
  { weight: 70, osVersion: "26.1" },
  { weight: 20, osVersion: "18.7" },
  { weight: 10, osVersion: "17.6" },
];

/** Models by platform, with about the spread of a consumer app. */
export const MODELS: Readonly<Record<Platform, readonly Model[]>> = {
  android: [
    { weight: 14, model: "Pixel 9", systems: ANDROID_SYSTEMS },
    { weight: 9, model: "Pixel 8", systems: ANDROID_SYSTEMS },
    { weight: 16, model: "Galaxy S25", systems: ANDROID_SYSTEMS },
    { weight: 12, model: "Galaxy A55", systems: ANDROID_SYSTEMS },
    { weight: 8, model: "Galaxy A14", systems: OLD_ANDROID_SYSTEMS },
    { weight: 11, model: "Redmi Note 13", systems: ANDROID_SYSTEMS },
    { weight: 7, model: "Moto G84", systems: ANDROID_SYSTEMS },
    { weight: 6, model: "OnePlus 12", systems: ANDROID_SYSTEMS },
    { weight: 4, model: "Xperia 5 V", systems: ANDROID_SYSTEMS },
    { weight: 3, model: "Fairphone 5", systems: ANDROID_SYSTEMS },
    { weight: 4, model: "Nokia G42", systems: OLD_ANDROID_SYSTEMS },
  ],
  ios: [
    { weight: 20, model: "iPhone17,3", systems: IOS_SYSTEMS },
    { weight: 18, model: "iPhone16,1", systems: IOS_SYSTEMS },
    { weight: 16, model: "iPhone15,2", systems: IOS_SYSTEMS },
    { weight: 12, model: "iPhone14,5", systems: IOS_SYSTEMS },
    { weight: 8, model: "iPhone13,2", systems: IOS_SYSTEMS },
    { weight: 5, model: "iPhone12,8", systems: IOS_SYSTEMS },
  ],
};

/** What an emulator calls itself. */
export const EMULATOR_MODEL = "sdk_gphone64_x86_64";

/** ISO 3166-1 countries by share of the fleet. */
export const COUNTRIES: readonly (Weighted & { readonly country: string })[] = [
  { weight: 24, country: "DE" },
  { weight: 17, country: "US" },
  { weight: 12, country: "GB" },
  { weight: 11, country: "FR" },
  { weight: 9, country: "BR" },
  { weight: 8, country: "IN" },
  { weight: 6, country: "ES" },
  { weight: 5, country: "PL" },
  { weight: 4, country: "JP" },
  { weight: 2, country: "ZA" },
  { weight: 2, country: "NG" },
];

/** SDK versions in the field. */
export const SDK_VERSIONS: readonly (Weighted & { readonly sdkVersion: string })[] = [
  { weight: 62, sdkVersion: "0.1.0" },
  { weight: 27, sdkVersion: "0.0.9" },
  { weight: 11, sdkVersion: "0.0.8" },
];
