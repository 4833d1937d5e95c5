import { describe, expect, it } from "vitest";
import { writeBinaryPlist } from "../testing/write-binary-plist";
import { decodePlist } from "./decode-plist";
import { PlistError } from "./plist-value";

const xml = (body: string) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">${body}</plist>\n`);
const refusal = (bytes: Buffer) => {
  try {
    return decodePlist(bytes);
  } catch (error) {
    return error instanceof PlistError ? error.code : error;
  }
};

describe("an XML property list", () => {
  it("gives every kind of value", () => {
    const value = decodePlist(
      xml(`<dict>
        <key>text</key><string>a &lt;b&gt; &amp; &#252;&#x41;<![CDATA[<raw> & ]]><!-- not this --></string>
        <key>empty</key><string/>
        <key>int</key><integer>-42</integer><key>real</key><real>1.5</real>
        <key>yes</key><true/><key>no</key><false/>
        <key>date</key><date>2026-11-22T01:02:03Z</date>
        <key>data</key><data>
          AQID
          BA==
        </data>
        <key>list</key><array><string>a</string><dict/><array/></array>
        <key>__proto__</key><string>a key like any other</string>
      </dict>`),
    );
    expect(value).toEqual(
      new Map<string, unknown>([
        ["text", "a <b> & üA<raw> & "],
        ["empty", ""],
        ["int", -42],
        ["real", 1.5],
        ["yes", true],
        ["no", false],
        ["date", new Date("2026-11-22T01:02:03Z")],
        ["data", Buffer.from([1, 2, 3, 4])],
        ["list", ["a", new Map(), []]],
        ["__proto__", "a key like any other"],
      ]),
    );
  });

  it.each([
    ["another document", Buffer.from("<html><body/></html>")],
    ["an unclosed element", xml("<dict><key>a</key><string>b</dict>")],
    ["an unclosed comment", xml("<string>a<!-- b</string>")],
    ["a value without a key", xml("<dict><string>a</string></dict>")],
    ["a key twice", xml("<dict><key>a</key><true/><key>a</key><false/></dict>")],
    ["a number that is none", xml("<integer>abc</integer>")],
    ["an unknown element", xml("<script>a</script>")],
    ["an entity of its own", Buffer.from('<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>')],
    ["an undeclared entity", xml("<string>&file;</string>")],
    ["an entity named like a member of every object", xml("<string>&constructor;</string>")],
    ["half a million values and more", xml(`<array>${"<true/>".repeat(500_001)}</array>`)],
    ["elements nested too deep", xml("<array>".repeat(5000))],
    ["nothing", Buffer.alloc(0)],
  ])("is refused with %s", (_, bytes) => {
    expect(refusal(bytes)).toBe("plist-malformed");
  });
});

/** Assembles a binary list of objects that need not lie one after the other; the first is the top. */
function assemble(objects: Buffer, offsets: readonly number[]): Buffer {
  const header = Buffer.from("bplist00");
  const table = Buffer.alloc(offsets.length * 4);
  for (const [index, offset] of offsets.entries()) table.writeUInt32BE(header.length + offset, index * 4);
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(4, 6);
  trailer.writeUInt8(2, 7);
  trailer.writeUInt32BE(offsets.length, 12);
  trailer.writeUInt32BE(header.length + objects.length, 28);
  return Buffer.concat([header, objects, table, trailer]);
}

/** An array of `refs`, with its size as an integer object of four bytes. */
function arrayOf(refs: readonly number[]): Buffer {
  const head = Buffer.from([0xaf, 0x12, 0, 0, 0, 0]);
  head.writeUInt32BE(refs.length, 2);
  const bytes = Buffer.alloc(refs.length * 2);
  for (const [index, ref] of refs.entries()) bytes.writeUInt16BE(ref, index * 2);
  return Buffer.concat([head, bytes]);
}

/** Texts of `bytes` each, every one starting a byte after the one before. */
function overlappingTexts(count: number, bytes: number): Buffer {
  const array = arrayOf(Array.from({ length: count }, (_, index) => index + 1));
  const heads = Buffer.alloc(count * 6 + bytes);
  for (let index = 0; index < count; index++) {
    Buffer.from([0x5f, 0x12]).copy(heads, index * 6);
    heads.writeUInt32BE(bytes, index * 6 + 2);
  }
  const offsets = Array.from({ length: count }, (_, index) => array.length + index * 6);
  return assemble(Buffer.concat([array, heads]), [0, ...offsets]);
}

function repeatedText(text: string, count: number): Buffer {
  const array = arrayOf(Array.from({ length: count }, () => 1));
  const head = Buffer.from([0x5f, 0x12, 0, 0, 0, 0]);
  head.writeUInt32BE(text.length, 2);
  return assemble(Buffer.concat([array, head, Buffer.from(text)]), [0, array.length]);
}

describe("a binary property list", () => {
  it("gives every kind of value", () => {
    const list = ["a", "ümlaut", true, false, null, 5, 70_000, -1, 2.5, Buffer.from([9, 8]), "x".repeat(300), []];
    const value = new Map<string, (typeof list)[number] | typeof list | Date>([
      ["list", list],
      ["date", new Date("2026-11-22T01:02:03Z")],
    ]);
    expect(decodePlist(writeBinaryPlist(value))).toEqual(value);
  });

  it("is refused when a small file would become a large value", () => {
    // Each array holds the next one twice: 2^40 values from 42 objects.
    const objects = Array.from({ length: 40 }, (_, index) => Buffer.from([0xa2, index + 1, index + 1]));
    expect(refusal(writeBinaryPlist(objects))).toEqual("plist-malformed");
  });

  it("is refused soon when texts overlap: 20,000 of up to 60 KB in 180 KB", () => {
    expect(refusal(overlappingTexts(20_000, 60_000))).toBe("plist-malformed");
  });

  it("reads a text that is referred to again and again only once", () => {
    const text = "x".repeat(50_000);
    const list = decodePlist(repeatedText(text, 10_000));
    expect(Array.isArray(list) && list.length).toBe(10_000);
    expect(Array.isArray(list) && list.every((each) => each === text)).toBe(true);
  });

  it("is refused when it holds itself", () => {
    expect(refusal(writeBinaryPlist([Buffer.from([0xa1, 0])]))).toBe("plist-malformed");
  });
});
