import { bytesField, messagesField, numberField, textField } from "../../encoding/protobuf";

/** Resource ids of the framework's attributes (AOSP core/res/res/values/public-final.xml). */
const ATTRIBUTE = {
  debuggable: 0x0101000f,
  minSdkVersion: 0x0101020c,
  versionCode: 0x0101021b,
  versionName: 0x0101021c,
  targetSdkVersion: 0x01010270,
  versionCodeMajor: 0x01010576,
} as const;

/** What the base module's manifest says; null where it says nothing. */
export interface BundleManifest {
  readonly package: string | null;
  /** As written; a reference such as `@string/version` stays one when the table does not have it. */
  readonly versionName: string | null;
  readonly versionCode: number | null;
  readonly minSdk: number | null;
  readonly targetSdk: number | null;
  readonly debuggable: boolean;
}

interface Element {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly children: readonly Buffer[];
}

interface Attribute {
  readonly name: string;
  readonly resourceId: number;
  readonly text: string;
  /** The resource that the value refers to; null for a plain value. */
  readonly reference: number | null;
}

/**
 * Decodes base/manifest/AndroidManifest.xml of an app bundle: an `aapt.pb.XmlNode` (AOSP frameworks/base
 * tools/aapt2/Resources.proto). `lookUp` finds the default value of a string resource. Throws a ProtobufError.
 */
export function decodeBundleManifest(bytes: Buffer, lookUp: (resourceId: number) => string | null): BundleManifest {
  const manifest = elementOf(bytes);
  const children = manifest?.children.map(elementOf) ?? [];
  const usesSdk = children.find((child) => child?.name === "uses-sdk");
  const application = children.find((child) => child?.name === "application");
  const text = (element: Element | null | undefined, key: number | string) => attributeValue(element, key, lookUp);
  const low = integer(text(manifest, ATTRIBUTE.versionCode));
  const major = integer(text(manifest, ATTRIBUTE.versionCodeMajor)) ?? 0;
  return {
    package: manifest?.name === "manifest" ? text(manifest, "package") : null,
    versionName: text(manifest, ATTRIBUTE.versionName),
    versionCode: low === null ? null : major * 2 ** 32 + low,
    minSdk: integer(text(usesSdk, ATTRIBUTE.minSdkVersion)),
    targetSdk: integer(text(usesSdk, ATTRIBUTE.targetSdkVersion)),
    debuggable: text(application, ATTRIBUTE.debuggable) === "true",
  };
}

function elementOf(node: Buffer): Element | null {
  const element = bytesField(node, 1);
  if (element === null) return null;
  return {
    name: textField(element, 3) ?? "",
    attributes: messagesField(element, 4).map(attributeOf),
    children: messagesField(element, 5),
  };
}

function attributeOf(attribute: Buffer): Attribute {
  const item = bytesField(attribute, 6);
  const reference = item === null ? null : bytesField(item, 1);
  const id = reference === null ? null : numberField(reference, 2);
  return {
    name: textField(attribute, 2) ?? "",
    resourceId: Number(numberField(attribute, 5) ?? 0n),
    text: textField(attribute, 3) ?? "",
    reference: id === null ? null : Number(id),
  };
}

function attributeValue(
  element: Element | null | undefined,
  key: number | string,
  lookUp: (resourceId: number) => string | null,
): string | null {
  const attribute = element?.attributes.find(({ resourceId, name }) =>
    typeof key === "number" ? resourceId === key : resourceId === 0 && name === key,
  );
  if (attribute === undefined) return null;
  const found = attribute.reference === null ? null : lookUp(attribute.reference);
  return found ?? (attribute.text === "" ? null : attribute.text);
}

function integer(text: string | null): number | null {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null;
}
