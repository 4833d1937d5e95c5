import { DecodeError } from "../decode-error";

/** A decoded property list; dictionaries are Maps, so that no key means anything to JavaScript. */
export type PlistValue =
  | string
  | number
  | boolean
  | Date
  | Buffer
  | null
  | readonly PlistValue[]
  | ReadonlyMap<string, PlistValue>;

export type PlistDictionary = ReadonlyMap<string, PlistValue>;

export class PlistError extends DecodeError<"plist-malformed"> {}

export function malformed(problem: string): PlistError {
  return new PlistError("plist-malformed", `The property list can't be read: ${problem}.`);
}

export const PLIST_DEPTH_MAX = 64;
/** A seal over the 65,000 files of the largest archive has some 200,000. */
export const PLIST_VALUES_MAX = 500_000;

export function isDictionary(value: PlistValue | undefined): value is PlistDictionary {
  return value instanceof Map;
}

/** The string under `key`, or null when there is none. */
export function textAt(dictionary: PlistDictionary, key: string): string | null {
  const value = dictionary.get(key);
  return typeof value === "string" ? value : null;
}
