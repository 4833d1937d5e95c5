import { describe, expect, it } from "vitest";
import { assertNodeVersion, isInstalled } from "./setup.mjs";

const other = process.platform === "darwin" ? "linux" : "darwin";
const wanted = {
  packages: {
    "": { version: "0.1.0" },
    sdk: { version: "0.1.0" },
    "node_modules/pg": { version: "8.0.0", integrity: "sha512-a" },
    "node_modules/binary-here": { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch] },
    "node_modules/binary-there": { version: "1.0.0", optional: true, os: [other] },
    "node_modules/of-binary-there": { version: "1.0.0", optional: true },
  },
};
const pg = wanted.packages["node_modules/pg"];
const binary = wanted.packages["node_modules/binary-here"];

describe("isInstalled", () => {
  it("asks for no package of another system", () => {
    expect(isInstalled(wanted, { packages: { "node_modules/pg": pg, "node_modules/binary-here": binary } })).toBe(true);
  });

  it.each([
    ["a package is missing", { "node_modules/binary-here": binary }],
    ["an optional package of this system is missing", { "node_modules/pg": pg }],
    ["a version differs", { "node_modules/pg": { ...pg, version: "8.0.1" }, "node_modules/binary-here": binary }],
    ["a content differs", { "node_modules/pg": { ...pg, integrity: "sha512-b" }, "node_modules/binary-here": binary }],
  ])("is false when %s", (_what, packages) => {
    expect(isInstalled(wanted, { packages })).toBe(false);
  });
});

describe("assertNodeVersion", () => {
  it.each(["20.9.0", "20.20.2", "22.0.0"])("accepts Node %s", (version) => {
    expect(() => assertNodeVersion(version)).not.toThrow();
  });

  it.each(["18.20.0", "20.8.1"])("refuses Node %s and says which it needs", (version) => {
    expect(() => assertNodeVersion(version)).toThrow("20.9 or later");
  });
});
