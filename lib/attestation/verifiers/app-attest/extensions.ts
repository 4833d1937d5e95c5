/** What iOS 27 and later say in the extension map of authenticator data. */

import { CborError, type CborMap } from "../../../encoding/cbor";

/** XNU's code signing validation categories. */
const VALIDATION_CATEGORIES = [
  "invalid",
  "platform",
  "TestFlight",
  "development",
  "App Store",
  "enterprise",
  "Developer ID",
  "local signing",
] as const;

export const CATEGORY = { development: 3, appStore: 4 } as const;

export interface AppleExtensions {
  /** CFBundleVersion. */
  readonly bundleVersion: string | null;
  /** The number as it stands, known or not. */
  readonly validationCategory: number | null;
}

/** Keys nobody knows are left alone; known ones of the wrong type throw a CborError. */
export function readExtensions(map: CborMap): AppleExtensions {
  const version = map.get("apple_bundle_version_01") ?? null;
  const category = map.get("apple_validation_category_01") ?? null;
  if (version !== null && typeof version !== "string") throw new CborError("the bundle version is not text");
  if (category === null) return { bundleVersion: version, validationCategory: null };
  if (!(category instanceof Uint8Array) || category.length !== 4) {
    throw new CborError("the validation category is not four bytes");
  }
  const view = new DataView(category.buffer, category.byteOffset, 4);
  return { bundleVersion: version, validationCategory: view.getUint32(0, true) };
}

export function printCategory(category: number): string {
  return `${category} (${VALIDATION_CATEGORIES[category] ?? "unknown"})`;
}
