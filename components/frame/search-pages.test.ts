import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { pagesNamed, SEARCH_PAGES } from "./search-pages";

/** Paths of the pages that are in a folder of the console's routes. */
function pagePaths(folder: string, path = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return pagePaths(`${folder}/${entry.name}`, `${path}/${entry.name}`);
    return entry.name === "page.tsx" ? [path === "" ? "/" : path] : [];
  });
}

it("finds every page of the console that needs no id", () => {
  const pages = pagePaths("app/(console)").filter((path) => !path.includes("["));
  expect([...new Set(SEARCH_PAGES.map(({ href }) => href))].sort()).toEqual(pages.sort());
});

it("finds a page by any part of its name, and lists each once", () => {
  expect(pagesNamed("chan").map(({ href }) => href)).toEqual(["/alerts/channels"]);
  expect(pagesNamed(" API ").map(({ title }) => title)).toEqual(["Protect an API domain", "API keys"]);
  const all = pagesNamed("").map(({ href }) => href);
  expect(new Set(all).size).toBe(all.length);
});
