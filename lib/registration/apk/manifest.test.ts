import { describe, expect, it } from "vitest";
import { lookUpResource } from "../../encoding/axml/resource-table";
import { type AxmlElement, writeAxml } from "../../encoding/testing/write-axml";
import { type OffsetLayout, writeResourceTable } from "../../encoding/testing/write-resource-table";
import { decodeManifest } from "./manifest";

const none = () => null;

function manifestWith(versionName: string | { reference: number }, children: readonly AxmlElement[] = []): AxmlElement {
  return {
    name: "manifest",
    attributes: [
      { name: "versionCode", resourceId: 0x0101021b, value: 0x80000001 },
      { name: "versionName", resourceId: 0x0101021c, value: versionName },
      { name: "package", value: "com.example.ümlaut" },
    ],
    children,
  };
}

const usesSdk = (min: number | string, target: number): AxmlElement => ({
  name: "uses-sdk",
  attributes: [
    { name: "minSdkVersion", resourceId: 0x0101020c, value: min },
    { name: "targetSdkVersion", resourceId: 0x01010270, value: target },
  ],
});

describe("a compiled manifest", () => {
  it.each([true, false])("is decoded with UTF-8 strings: %s", (utf8) => {
    const long = "9.".repeat(200);
    const manifest = decodeManifest(writeAxml(manifestWith(long, [usesSdk(26, 35)]), { utf8 }), none);
    expect(manifest).toMatchObject({ package: "com.example.ümlaut", versionName: long, minSdk: 26, targetSdk: 35 });
  });

  it("has an unsigned version code", () => {
    expect(decodeManifest(writeAxml(manifestWith("1")), none).versionCode).toBe(0x80000001);
  });

  it("counts the highest uses-sdk and reads numbers written as text", () => {
    const manifest = decodeManifest(writeAxml(manifestWith("1", [usesSdk("21", 30), usesSdk(28, 29)])), none);
    expect(manifest).toMatchObject({ minSdk: 28, targetSdk: 30 });
  });

  it("leaves out what is nested elsewhere", () => {
    const nested: AxmlElement = { name: "activity", attributes: [], children: [usesSdk(30, 30)] };
    expect(decodeManifest(writeAxml(manifestWith("1", [nested])), none)).toMatchObject({ minSdk: null });
  });

  it("says nothing where it has nothing", () => {
    expect(decodeManifest(writeAxml({ name: "manifest", attributes: [] }), none)).toEqual({
      package: null,
      versionName: null,
      versionCode: null,
      minSdk: null,
      targetSdk: null,
      targetSandboxVersion: null,
      debuggable: false,
      split: null,
    });
  });

  it.each<OffsetLayout>(["wide", "narrow", "sparse"])("finds an @string version name in a %s table", (layout) => {
    const table = writeResourceTable(
      [{ byDefault: "unused" }, { byDefault: { reference: 0x7f010002 } }, { byDefault: "3.1.4", inGerman: "drei" }],
      layout,
    );
    const xml = writeAxml(manifestWith({ reference: 0x7f010001 }));
    expect(decodeManifest(xml, (id) => lookUpResource(table, id)).versionName).toBe("3.1.4");
  });

  it("stops at references that go in a circle", () => {
    const table = writeResourceTable([{ byDefault: { reference: 0x7f010000 } }]);
    expect(lookUpResource(table, 0x7f010000)).toBe(null);
    expect(lookUpResource(table, 0x7f010005)).toBe(null);
    expect(lookUpResource(table, 0x01010005)).toBe(null);
  });

  it.each([
    ["no compiled XML", Buffer.from("<manifest package='a'/>".repeat(4))],
    ["nothing at all", Buffer.alloc(0)],
    ["cut off", writeAxml(manifestWith("1")).subarray(0, -30)],
  ])("is refused when it is %s", (_, bytes) => {
    expect(() => decodeManifest(bytes, none)).toThrowError(expect.objectContaining({ code: "axml-malformed" }));
  });
});
