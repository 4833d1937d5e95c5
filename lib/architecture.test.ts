import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** What each room may import of the project; its own room is always allowed. */
const allowed: Record<string, string[]> = {
  "lib/contract": [],
  "lib/encoding": [],
  "lib/attestation": ["lib/contract", "lib/encoding"],
  "lib/registration": ["lib/contract", "lib/encoding"],
  "lib/tokens": ["lib/contract", "lib/encoding"],
  "lib/trust": ["lib/contract", "lib/encoding"],
  // They mint evidence, so nothing that judges it may import them: only programs that play phones do, and tests.
  "lib/virtual-phones": ["lib/contract", "lib/encoding", "lib/attestation", "sdk"],
  "lib/secrets": domain(),
  "lib/proxy": domain(),
  "lib/events": domain(),
  "lib/metrics": domain(),
  "lib/alerts": [...domain(), "lib/secrets", "lib/metrics", "lib/events"],
  "lib/admin": [...domain(), "lib/registration", "lib/secrets", "lib/auth", "lib/metrics", "lib/events", "lib/alerts"],
  "lib/auth": ["lib/contract", "lib/encoding", "drizzle", "lib/*"],
  "lib/*": ["lib/contract", "lib/encoding", "lib/*"],
  drizzle: ["lib/contract", "lib/*"],
  components: ["lib/contract", "components"],
  app: ["components", "lib/*", ...rooms()],
  dataplane: ["drizzle", "lib/*", ...rooms().filter((room) => room !== "lib/auth")],
  sdk: ["lib/contract"],
  cli: ["lib/contract", "lib/encoding", "lib/registration", "lib/attestation", "lib/*", "sdk"],
  fleet: [
    "lib/contract",
    "lib/encoding",
    "lib/attestation",
    "lib/virtual-phones",
    "lib/registration",
    "lib/*",
    "lib/events",
    // A sample history has what people did in the console too, done by the same functions.
    "lib/admin",
    "lib/alerts",
    "lib/auth",
    "drizzle",
    "sdk",
  ],
};

function rooms() {
  return ["contract", "encoding", "attestation", "registration", "tokens", "secrets", "trust", "proxy", "events"]
    .concat(["metrics", "admin", "auth", "alerts"])
    .map((room) => `lib/${room}`);
}

function domain() {
  return ["contract", "encoding", "attestation", "tokens", "trust", "*"].map((room) => `lib/${room}`).concat("drizzle");
}

/** The room of a file: lib/<room>, lib/* for the single files of lib, else the top folder. */
function roomOf(file: string): string {
  const [top = "", second = "", third] = file.split("/");
  return top === "lib" ? (third === undefined ? "lib/*" : `lib/${second}`) : top;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) && !path.includes("/testing/") ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(join(root, file), "utf8")).importedFiles.map(({ fileName }) => fileName);
}

/** The project path an import names, or null for a package. */
function target(file: string, specifier: string): string | null {
  if (specifier === "@attestry/sdk") return "sdk/index.ts";
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return relative(root, resolve(root, dirname(file), specifier));
  return null;
}

const files = Object.keys(allowed)
  .map((room) => room.split("/")[0] ?? room)
  .filter((top, index, all) => all.indexOf(top) === index && existsSync(join(root, top)))
  .flatMap(sources);

describe("architecture", () => {
  it("imports go one way only", () => {
    const forbidden = files.flatMap((file) => {
      const from = roomOf(file);
      return importsOf(file).flatMap((specifier) => {
        const path = target(file, specifier);
        if (path === null) return [];
        const to = roomOf(path.endsWith(".ts") || path.split("/").length > 2 ? path : `${path}.ts`);
        return to === from || allowed[from]?.includes(to) ? [] : [`${file} -> ${specifier}`];
      });
    });
    expect(forbidden).toEqual([]);
  });

  it("React and Next stay out of lib, the data plane, the SDK and the CLI, but for lib/auth", () => {
    const forbidden = files
      .filter((file) => !/^(app|components|lib\/auth)\//.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => /^(react|next|next-auth)(\/|$)/.test(name))
          .map((name) => `${file} -> ${name}`),
      );
    expect(forbidden).toEqual([]);
  });

  it("only components/charts imports recharts", () => {
    const forbidden = files.filter(
      (file) => !file.startsWith("components/charts/") && importsOf(file).includes("recharts"),
    );
    expect(forbidden).toEqual([]);
  });

  it("the verifier reads no clock, no network and no database", () => {
    const forbidden = files
      .filter((file) => file.startsWith("lib/attestation/"))
      .filter((file) => /\bDate\.now\(|\bnew Date\(\)|\bfetch\(/.test(readFileSync(join(root, file), "utf8")));
    expect(forbidden).toEqual([]);
  });

  it("the environment is read in lib/config.ts only", () => {
    const forbidden = files
      .filter((file) => file !== "lib/config.ts")
      .filter((file) => readFileSync(join(root, file), "utf8").includes("process.env"));
    expect(forbidden).toEqual([]);
  });

  it("every path a README cites exists", () => {
    const readmes = ["README.md", ...sourcesOfReadmes()].filter((file) => existsSync(join(root, file)));
    const missing = readmes.flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      const cited = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? "");
      return cited.filter((path) => !existsSync(resolve(root, dirname(file), path))).map((path) => `${file}: ${path}`);
    });
    expect(missing).toEqual([]);
  });
});

function sourcesOfReadmes(): string[] {
  const found = (folder: string): string[] =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
          entry.isDirectory()
            ? found(`${folder}/${entry.name}`)
            : entry.name.endsWith(".md")
              ? [`${folder}/${entry.name}`]
              : [],
        )
      : [];
  return ["lib", "docs", "sdk", "cli", "bench", "fleet"].flatMap(found);
}
