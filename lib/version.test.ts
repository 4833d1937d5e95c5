import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { VERSION } from "./version";

it("says the version of package.json", () => {
  expect(readFileSync(new URL("../package.json", import.meta.url), "utf8")).toContain(`"version": "${VERSION}"`);
});
