import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { decodeBase64 } from "./base64-strict";

it("reads both alphabets, padded or not", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = randomBytes(length);
    const base64 = bytes.toString("base64");
    for (const text of [base64, base64.replace(/=+$/, ""), bytes.toString("base64url")]) {
      expect(decodeBase64(text, 64)).toEqual(bytes);
    }
  }
});

it.each([
  "A",
  "AAAAA",
  "AA=",
  "AAA==",
  "AAAA=",
  "AAAA==",
  "=",
  "==",
  "AB",
  "AAB",
  "A A=",
  "AA\n==",
  "A+-A",
  "AA==AA==",
  "é",
])("refuses %j, which is no base64 or has another spelling", (text) => {
  expect(decodeBase64(text, 64)).toBe(null);
});

it("refuses more bytes than it may read", () => {
  expect(decodeBase64("AAAA", 3)).toHaveLength(3);
  expect(decodeBase64("AAAA", 2)).toBe(null);
});
