import { expect, it } from "vitest";
import { instanceIdSchema } from "./overrides";

it("reads an instance by its UUID or by the did of its tokens", () => {
  const uuid = "01a2021e-1e38-7ed4-a9f4-ef35280f6453";
  const did = Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64");
  expect(instanceIdSchema.parse(did)).toBe(uuid);
  expect(instanceIdSchema.parse(uuid.toUpperCase())).toBe(uuid);
  expect(instanceIdSchema.safeParse("12").success).toBe(false);
});
