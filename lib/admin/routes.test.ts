import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Endpoint } from "./endpoint";
import { endpoints } from "./endpoints";
import type { RouteHandler } from "./route";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Routes that are not endpoints of the admin API, each for its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "/api/auth/{nextauth}": "next-auth answers it",
  "/api/{path}": "answers 404 to whatever is nothing",
};

function filesBelow(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, name);
    return name.test(entry.name) ? [path] : [];
  });
}

/** app/api/apps/[id]/route.ts -> /api/apps/{id} */
function pathOf(file: string): string {
  const folder = dirname(relative(join(root, "app"), file));
  return `/${folder.replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}")}`;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The methods of a route file that serve an endpoint; the others answer 405 without looking at who asks. */
async function servedEndpoints(file: string): Promise<(Endpoint | null)[]> {
  const handlers: Readonly<Record<string, RouteHandler>> = await import(file);
  return METHODS.map((method) => handlers[method]?.endpoint ?? null);
}

describe("routes of the admin API", () => {
  const files = filesBelow(join(root, "app/api"), /^route\.ts$/).filter((file) => !(pathOf(file) in EXCEPTIONS));

  it.each(files.map((file) => [pathOf(file), file]))(
    "%s serves the listed endpoints and nothing else",
    async (path, file) => {
      const listed = METHODS.map(
        (method) => endpoints.find((one) => one.path === path && one.method === method) ?? null,
      );
      expect(await servedEndpoints(file)).toEqual(listed);
      expect(listed.some((endpoint) => endpoint !== null)).toBe(true);
    },
  );

  it("has a route file for every listed endpoint", () => {
    const paths = new Set(files.map(pathOf));
    const missing = endpoints.filter(({ path }) => !paths.has(path)).map(({ method, path }) => `${method} ${path}`);
    expect(missing).toEqual([]);
  });

  it("lists no endpoint twice", () => {
    const names = endpoints.map(({ method, path }: Endpoint) => `${method} ${path}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe("changes", () => {
  const files = filesBelow(join(root, "lib/admin"), /(?<!\.test)\.ts$/).map((file) => relative(root, file));
  const text = (file: string) => readFileSync(join(root, file), "utf8");

  it("opens no transaction without writing the audit", () => {
    const opening = files.filter((file) => /\.transaction\(/.test(text(file)));
    expect(opening).toContain("lib/admin/change.ts");
    const silent = opening.filter((file) => !/appendAudit\(/.test(text(file)));
    expect(silent).toEqual([]);
  });

  it("writes to tables inside of a transaction only", () => {
    const outside = files.filter((file) => /\b(?:db|context\.db)\s*\.(?:insert|update|delete)\(/.test(text(file)));
    expect(outside).toEqual([]);
  });

  it("names permission, parsers, change and audit in that order", () => {
    const changing = files.filter((file) => /\bchange\(context,/.test(text(file)));
    expect(changing.length).toBeGreaterThan(15);
    const disordered = changing.filter((file) => {
      const source = text(file).slice(text(file).indexOf("defineEndpoint({"));
      const steps = ["permission:", "response:", "change(context,"].map((step) => source.indexOf(step));
      const audited = /\baudit:/.test(source);
      return !audited || steps.some((at, index) => at < 0 || at < (steps[index - 1] ?? 0));
    });
    expect(disordered).toEqual([]);
  });
});
