import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sourcesHash } from "./build.mjs";

let folder = "";
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "attestry-build-"));
  mkdirSync(join(folder, "app/sign-in"), { recursive: true });
  mkdirSync(join(folder, "docs"));
  write("package.json", "{}");
  write("app/page.tsx", "one");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the build's stamp", () => {
  it.each([
    ["the content of a source", () => write("app/page.tsx", "two")],
    ["a new source", () => write("app/sign-in/page.tsx", "one")],
    ["the name of a source", () => renameSync(join(folder, "app/page.tsx"), join(folder, "app/sign-in/page.tsx"))],
    ["the configuration", () => write("next.config.js", "export default {}")],
  ])("changes with %s", (_what, change) => {
    const before = sourcesHash(folder);
    change();
    expect(sourcesHash(folder)).not.toBe(before);
  });

  it.each([
    ["a test", () => write("app/page.test.tsx", "one")],
    ["a document", () => write("docs/operations.md", "one")],
    ["writing the same again", () => write("app/page.tsx", "one")],
  ])("stays with %s", (_what, change) => {
    const before = sourcesHash(folder);
    change();
    expect(sourcesHash(folder)).toBe(before);
  });
});
