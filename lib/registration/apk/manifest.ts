import type { TypedValue } from "../../encoding/axml/typed-value";
import { type XmlElement, xmlElements } from "../../encoding/axml/xml-elements";

/** Resource ids of the framework's attributes (AOSP core/res/res/values/public-final.xml). */
const ATTRIBUTE = {
  debuggable: 0x0101000f,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  targetSdkVersion: 0x01010270,
  targetSandboxVersion: 0x0101054c,
  versionCodeMajor: 0x01010576,
} as const;

/** What AndroidManifest.xml says. Null where it says nothing that we can read. */
export interface ApkManifest {
  readonly package: string | null;
  readonly versionName: string | null;
  /** versionCodeMajor << 32 | versionCode; exact up to 2^53. */
  readonly versionCode: number | null;
  readonly minSdk: number | null;
  readonly targetSdk: number | null;
  readonly targetSandboxVersion: number | null;
  readonly debuggable: boolean;
  /** The split's name; null for a base package. */
  readonly split: string | null;
}

/** Looks a resource reference up in the package's own table; null when it is not there. */
export type ResourceLookup = (resourceId: number) => TypedValue | null;

/** Decodes a compiled manifest. Throws an AxmlError. */
export function decodeManifest(bytes: Buffer, lookUp: ResourceLookup): ApkManifest {
  let manifest: Attributes | undefined;
  let application: Attributes | undefined;
  let minSdk: number | null = null;
  let targetSdk: number | null = null;
  for (const element of xmlElements(bytes)) {
    if (element.depth === 0 && element.name === "manifest") manifest ??= new Attributes(element, lookUp);
    if (element.depth !== 1) continue;
    if (element.name === "application") application ??= new Attributes(element, lookUp);
    if (element.name === "uses-sdk") {
      // Where several uses-sdk elements disagree the highest counts, as AOSP apksig reads them.
      const usesSdk = new Attributes(element, lookUp);
      minSdk = highest(minSdk, usesSdk.integer(ATTRIBUTE.minSdkVersion));
      targetSdk = highest(targetSdk, usesSdk.integer(ATTRIBUTE.targetSdkVersion));
    }
  }
  return {
    package: manifest?.text("package") ?? null,
    versionName: manifest?.text(ATTRIBUTE.versionName) ?? null,
    versionCode: versionCode(manifest),
    minSdk,
    targetSdk,
    targetSandboxVersion: manifest?.integer(ATTRIBUTE.targetSandboxVersion) ?? null,
    debuggable: application?.isTrue(ATTRIBUTE.debuggable) ?? false,
    split: manifest?.text("split") ?? null,
  };
}

function versionCode(manifest: Attributes | undefined): number | null {
  const low = manifest?.integer(ATTRIBUTE.versionCode) ?? null;
  const major = manifest?.integer(ATTRIBUTE.versionCodeMajor) ?? 0;
  return low === null ? null : (major >>> 0) * 2 ** 32 + (low >>> 0);
}

function highest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** One element's attributes with references resolved, by resource id or, for those without one, by name. */
class Attributes {
  readonly #attributes: ReturnType<XmlElement["attributes"]>;
  readonly #lookUp: ResourceLookup;

  constructor(element: XmlElement, lookUp: ResourceLookup) {
    this.#attributes = element.attributes();
    this.#lookUp = lookUp;
  }

  text(key: number | string): string | null {
    const value = this.#value(key);
    if (value?.type === "integer") return String(value.value);
    return value?.type === "string" ? value.value : null;
  }

  integer(key: number): number | null {
    const value = this.#value(key);
    if (value?.type === "string" && /^\d{1,9}$/.test(value.value)) return Number(value.value);
    return value?.type === "integer" ? value.value : null;
  }

  isTrue(key: number): boolean {
    const value = this.#value(key);
    return value?.type === "boolean" ? value.value : value?.type === "integer" && value.value !== 0;
  }

  #value(key: number | string): TypedValue | null {
    const attribute = this.#attributes.find(({ resourceId, name }) =>
      typeof key === "number" ? resourceId === key : resourceId === null && name === key,
    );
    if (attribute?.value.type === "reference") return this.#lookUp(attribute.value.resourceId);
    return attribute?.value ?? null;
  }
}
