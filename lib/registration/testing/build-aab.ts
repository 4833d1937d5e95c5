import { field, message } from "../../encoding/testing/write-protobuf";
import { writeZip, type ZipFile } from "../../encoding/testing/write-zip";
import { type SignJarOptions, signJar } from "./sign-jar";

export interface BuildAabOptions {
  readonly package?: string;
  readonly versionName?: string | { readonly reference: number; readonly resolved: string };
  readonly versionCode?: number;
  readonly debuggable?: boolean;
  /** Further entries, such as another module. */
  readonly files?: readonly ZipFile[];
}

/** Builds a small app bundle and signs it with the upload key (JAR signature). */
export function buildAab(options: BuildAabOptions & SignJarOptions): Buffer {
  return writeZip(signJar(bundleEntries(options), options));
}

/** The bundle's entries without a signature. */
export function bundleEntries(options: BuildAabOptions): ZipFile[] {
  const { versionName = "1.0.0" } = options;
  const resolved = typeof versionName === "string" ? [] : [resources(versionName.reference, versionName.resolved)];
  return [
    { name: "BundleConfig.pb", data: message(field(1, message(field(2, "1.17.2")))) },
    { name: "base/manifest/AndroidManifest.xml", data: manifest(options) },
    { name: "base/dex/classes.dex", data: Buffer.from(`dex\n035\0${options.package ?? ""}`) },
    ...resolved,
    ...(options.files ?? []),
  ];
}

function manifest(options: BuildAabOptions): Buffer {
  const { package: packageName = "com.example.attestry", versionName = "1.0.0", versionCode = 1 } = options;
  const name =
    typeof versionName === "string"
      ? attribute("versionName", 0x0101021c, versionName)
      : message(
          field(2, "versionName"),
          field(3, "@string/version"),
          field(5, 0x0101021c),
          field(6, message(field(1, message(field(2, versionName.reference))))),
        );
  return element(
    "manifest",
    [attribute("package", 0, packageName), attribute("versionCode", 0x0101021b, String(versionCode)), name],
    [
      element("uses-sdk", [
        attribute("minSdkVersion", 0x0101020c, "26"),
        attribute("targetSdkVersion", 0x01010270, "35"),
      ]),
      element("application", [attribute("debuggable", 0x0101000f, String(options.debuggable ?? false))]),
    ],
  );
}

function element(name: string, attributes: readonly Buffer[], children: readonly Buffer[] = []): Buffer {
  const fields = [
    field(3, name),
    ...attributes.map((bytes) => field(4, bytes)),
    ...children.map((bytes) => field(5, bytes)),
  ];
  return message(field(1, message(...fields)));
}

function attribute(name: string, resourceId: number, value: string): Buffer {
  return message(field(2, name), field(3, value), ...(resourceId === 0 ? [] : [field(5, resourceId)]));
}

function resources(resourceId: number, text: string): ZipFile {
  const german = message(field(1, message(field(3, "de"))), field(2, stringValue("nicht dieser")));
  const byDefault = message(field(1, message()), field(2, stringValue(text)));
  const entry = message(field(1, message(field(1, resourceId & 0xffff))), field(6, german), field(6, byDefault));
  const type = message(field(1, message(field(1, (resourceId >>> 16) & 0xff))), field(3, entry));
  const tablePackage = message(field(1, message(field(1, resourceId >>> 24))), field(3, type));
  return { name: "base/resources.pb", data: message(field(2, tablePackage)) };
}

function stringValue(text: string): Buffer {
  return message(field(4, message(field(2, message(field(1, text))))));
}
