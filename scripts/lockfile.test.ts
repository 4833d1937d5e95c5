import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

const lockFile: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../package-lock.json"), "utf8"),
);
const { packages } = lockFile;

/** Where Node would find a package from another one: beside it, or in any folder above. */
function lookUp(from: string, name: string): Locked | undefined {
  for (let base = from; ; base = base.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const found = packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`];
    if (found || base === "") return found;
  }
}

describe("package-lock.json", () => {
  it("lists the optional packages of every system, without which npm ci refuses it", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !lookUp(path, name)),
    );
    expect(missing).toEqual([]);
  });

  it("names no registry", () => {
    const hosts = Object.values(packages).filter(({ resolved }) => resolved?.includes("://"));
    expect(hosts).toEqual([]);
  });
});
