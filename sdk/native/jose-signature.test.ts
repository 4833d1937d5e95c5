import { generateKeyPairSync, sign, verify } from "node:crypto";
import { expect, it } from "vitest";
import { joseSignature } from "./jose-signature";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const data = Buffer.from("data");

it("turns every DER signature into r || s, and leaves r || s as it is", () => {
  for (let count = 0; count < 300; count++) {
    const jose = joseSignature(sign("sha256", data, privateKey));
    expect(jose.length).toBe(64);
    expect(verify("sha256", data, { key: publicKey, dsaEncoding: "ieee-p1363" }, jose)).toBe(true);
    const raw = sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" });
    expect(Buffer.from(joseSignature(raw))).toEqual(raw);
  }
});

it.each([
  ["nothing", Buffer.alloc(0)],
  ["too short", Buffer.alloc(63)],
  ["an integer too many bytes", Buffer.concat([Buffer.of(0x30, 38, 2, 33), Buffer.alloc(33, 1), Buffer.of(2, 1, 1)])],
  ["a length past its end", Buffer.of(0x30, 4, 2, 9, 1, 1)],
])("throws for %s", (_, signature) => {
  expect(() => joseSignature(signature)).toThrow(RangeError);
});
