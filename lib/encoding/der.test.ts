import { describe, expect, it } from "vitest";
import { DER_BYTES_MAX, DerError, type DerErrorCode, decodeDer } from "./der";
import {
  decodeUtf8,
  isContext,
  readBitStringBytes,
  readBoolean,
  readEnumerated,
  readExplicit,
  readInteger,
  readOctetString,
  readOid,
  readSequence,
  readSet,
  readWrapped,
} from "./der-values";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const der = (text: string) => decodeDer(hex(text));

/** The stable code of what is thrown. */
function codeOf(run: () => unknown): DerErrorCode | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof DerError) return error.code;
    throw error;
  }
}

describe("the DER reader", () => {
  it("reads nested elements as views and keeps unknown tags as they are", () => {
    const [integer, unknown] = readSequence(der("30 08 02 01 05 bf 8f 4f 01 ff"));
    expect(readInteger(integer)).toBe(5);
    expect(unknown !== undefined && isContext(unknown, 1999)).toBe(true);
    expect(Buffer.from(unknown?.bytes ?? []).toString("hex")).toBe("bf8f4f01ff");
  });

  it.each<[string, string, DerErrorCode]>([
    ["nothing", "", "truncated"],
    ["a tag without a length", "30", "truncated"],
    ["an element that reaches beyond the input", "30 05 02 01", "truncated"],
    ["bytes after the element", "05 00 00", "trailing-bytes"],
    ["an indefinite length", "30 80 00 00", "indefinite-length"],
    ["a long form for a short length", "04 81 01 00", "non-minimal-length"],
    ["a padded length", `04 82 00 81 ${"00".repeat(129)}`, "non-minimal-length"],
    ["a length of 40 bits", "04 85 01 00 00 00 00", "too-large"],
    ["a length of 2^32-1", "04 84 ff ff ff ff", "truncated"],
    ["a tag that starts with zero bits", "bf 80 01 00", "non-minimal-tag"],
    ["a low tag in the long form", "bf 1e 00", "non-minimal-tag"],
    ["a tag of 35 bits", "bf ff ff ff ff 7f 00", "too-large"],
  ])("refuses %s", (_name, text, code) => {
    expect(codeOf(() => der(text))).toBe(code);
  });

  it("refuses a child that reaches beyond its parent, although the input goes on", () => {
    expect(codeOf(() => readSequence(readSequence(der("30 06 30 02 04 02 00 00"))[0]))).toBe("truncated");
  });

  it("refuses more than it may read, deeper than it may go and more elements than it may hold", () => {
    expect(codeOf(() => decodeDer(Buffer.alloc(DER_BYTES_MAX + 1)))).toBe("too-large");
    let nested = hex("05 00");
    for (let depth = 0; depth < 40; depth++) nested = Buffer.concat([Buffer.of(0x30, nested.length), nested]);
    const descend = () => {
      for (let element = decodeDer(nested); element.constructed; ) {
        const [child] = element.children;
        if (child === undefined) return;
        element = child;
      }
    };
    expect(codeOf(descend)).toBe("too-deep");
    const many = Buffer.concat([hex("30 82 08 02"), Buffer.alloc(2050, hex("05 00"))]);
    expect(codeOf(() => readSequence(decodeDer(many)))).toBe("too-many-elements");
  });
});

describe("the value readers", () => {
  it("read what they are named after", () => {
    expect(readBoolean(der("01 01 ff"))).toBe(true);
    expect([readInteger(der("02 01 80")), readInteger(der("02 02 00 80"))]).toEqual([-128, 128]);
    expect(readInteger(der("02 07 1f ff ff ff ff ff ff"))).toBe(Number.MAX_SAFE_INTEGER);
    expect(readEnumerated(der("0a 01 02"))).toBe(2);
    expect(readOid(der("06 0a 2b 06 01 04 01 d6 79 02 01 11"))).toBe("1.3.6.1.4.1.11129.2.1.17");
    expect(readOid(der("06 03 55 1d 13"))).toBe("2.5.29.19");
    expect(readInteger(readExplicit(der("a1 03 02 01 07")))).toBe(7);
    expect(readInteger(readWrapped(der("04 03 02 01 07")))).toBe(7);
    expect(readSet(der("31 03 02 01 07"))).toHaveLength(1);
    expect(Buffer.from(readBitStringBytes(der("03 02 00 aa"))).toString("hex")).toBe("aa");
  });

  it.each<[string, () => unknown, DerErrorCode]>([
    ["a BOOLEAN of 01", () => readBoolean(der("01 01 01")), "bad-boolean"],
    ["an empty BOOLEAN", () => readBoolean(der("01 00")), "bad-boolean"],
    ["an empty INTEGER", () => readInteger(der("02 00")), "bad-integer"],
    ["a padded INTEGER", () => readInteger(der("02 02 00 7f")), "bad-integer"],
    ["a padded negative INTEGER", () => readInteger(der("02 02 ff 80")), "bad-integer"],
    ["an INTEGER that no number holds", () => readInteger(der("02 07 20 00 00 00 00 00 00")), "bad-integer"],
    ["an INTEGER of 72 bits", () => readInteger(der("02 09 01 00 00 00 00 00 00 00 00")), "bad-integer"],
    ["an OBJECT IDENTIFIER that does not end", () => readOid(der("06 01 80")), "bad-oid"],
    ["a padded arc", () => readOid(der("06 03 2b 80 01")), "bad-oid"],
    ["a BIT STRING of odd bits", () => readBitStringBytes(der("03 02 04 f0")), "bad-bit-string"],
    ["another type", () => readOctetString(der("02 01 05")), "unexpected-tag"],
    ["a constructed OCTET STRING", () => readOctetString(der("24 03 04 01 05")), "unexpected-tag"],
    ["a missing element", () => readInteger(undefined), "missing-element"],
    ["two elements in an explicit tag", () => readExplicit(der("a1 04 05 00 05 00")), "trailing-bytes"],
    ["an empty explicit tag", () => readExplicit(der("a1 00")), "missing-element"],
    ["text that is not UTF-8", () => decodeUtf8(hex("ff")), "bad-text"],
  ])("refuse %s", (_name, read, code) => {
    expect(codeOf(read)).toBe(code);
  });
});
