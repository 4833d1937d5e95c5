import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";

it("writes one text for one value, whatever order its members came in", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined, "": true })).toBe(
    '{"":true,"b":[1,{"c":"x","d":null}]}',
  );
  expect(canonicalJson({ é: 1, z: 2, A: 3 })).toBe('{"A":3,"z":2,"é":1}');
});
