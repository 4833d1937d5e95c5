import { encode } from "cborg";
import { describe, expect, it } from "vitest";
import { bytesIn, CborError, decodeCborMap, decodeFirstCborMap } from "./cbor";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("the CBOR reader", () => {
  it("reads one map with text and integer keys, and its byte strings", () => {
    const map = decodeCborMap(
      encode(
        new Map<unknown, unknown>([
          ["fmt", "x"],
          [-7, Buffer.of(1, 2)],
        ]),
      ),
      64,
    );
    expect(map.get("fmt")).toBe("x");
    expect([...bytesIn(map, -7)]).toEqual([1, 2]);
    expect(() => bytesIn(map, "fmt")).toThrow(CborError);
  });

  it("gives back what follows the first map", () => {
    const { map, rest } = decodeFirstCborMap(hex("a1 01 02 ff"), 64);
    expect([map.get(1), [...rest]]).toEqual([2, [0xff]]);
  });

  it.each([
    ["nothing", ""],
    ["null", "f6"],
    ["an array", "80"],
    ["a truncated map", "a1 01"],
    ["bytes after the map", "a0 00"],
    ["the same key twice", "a2 01 00 01 00"],
    ["an indefinite map", "bf ff"],
    ["a tag", "c1 a0"],
    ["an integer in more bytes than it needs", "a1 18 01 00"],
    ["a map of 2^64-1 entries", "bb ff ff ff ff ff ff ff ff"],
    ["a byte string of 2^32-1 bytes", "a1 01 5a ff ff ff ff"],
  ])("refuses %s", (_name, text) => {
    expect(() => decodeCborMap(hex(text), 64)).toThrow(CborError);
  });

  it("refuses more than it may read and what is nested beyond the stack", () => {
    expect(() => decodeCborMap(Buffer.alloc(65), 64)).toThrow(CborError);
    expect(() => decodeCborMap(Buffer.alloc(16_000, 0x81), 16_384)).toThrow(CborError);
  });
});
