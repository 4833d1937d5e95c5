/** Distinguished names (RFC 5280 section 4.1.2.4): for people, and for the few rules that look at an attribute. */

import { decodeDer } from "./der";
import { readOid, readSequence, readSet } from "./der-values";

export const NAME_ATTRIBUTE = { commonName: "2.5.4.3", organization: "2.5.4.10" } as const;

const SHORT_NAMES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
};

export interface NameAttribute {
  readonly oid: string;
  /** The value's bytes read as UTF-8, whatever string type it has. */
  readonly value: string;
}

/** The attributes of a name given as DER, in order; throws a DerError when it is none. */
export function decodeName(name: Uint8Array): NameAttribute[] {
  return readSequence(decodeDer(name)).flatMap((rdn) =>
    readSet(rdn).map((attribute) => {
      const [type, value] = readSequence(attribute);
      return { oid: readOid(type), value: new TextDecoder().decode(value?.content) };
    }),
  );
}

export function hasAttribute(name: readonly NameAttribute[], oid: string, value: string): boolean {
  return name.some((attribute) => attribute.oid === oid && attribute.value === value);
}

/** `CN=Droid CA2, O=Google LLC`; attribute types without a short name keep their numbers. */
export function printName(name: readonly NameAttribute[]): string {
  return name.map(({ oid, value }) => `${SHORT_NAMES[oid] ?? oid}=${value}`).join(", ");
}
