import { decodeBinaryPlist, isBinaryPlist } from "./binary-plist";
import { isDictionary, malformed, type PlistDictionary, type PlistValue } from "./plist-value";
import { decodeXmlPlist } from "./xml-plist";

/** Decodes a binary or an XML property list, whichever it is. Throws a PlistError. */
export function decodePlist(bytes: Buffer): PlistValue {
  return isBinaryPlist(bytes) ? decodeBinaryPlist(bytes) : decodeXmlPlist(bytes.toString("utf8"));
}

/** As {@link decodePlist}, for the many lists whose top is a dictionary. */
export function decodePlistDictionary(bytes: Buffer): PlistDictionary {
  const value = decodePlist(bytes);
  if (!isDictionary(value)) throw malformed("its top is no dictionary");
  return value;
}
