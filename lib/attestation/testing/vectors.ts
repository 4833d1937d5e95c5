/** Finds the published vectors that lie beside a checkout; they are never part of it. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const folder = resolve(root, "../shared/vectors");

export function vectorsFolder(family: string): string {
  return join(folder, family);
}

/** For `describe.skipIf`: says once and plainly why nothing runs. */
export function vectorsAbsent(family: string): boolean {
  const absent = !existsSync(join(folder, family));
  if (absent) process.stdout.write(`skipped: the vectors of ${family} are not beside this checkout\n`);
  return absent;
}

/** The JSON files of one folder, by name, as the caller's type: the vectors' shape is the test's own knowledge. */
export function readVectors<Shape>(path: string): Shape[] {
  return readdirSync(join(folder, path))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => readVector<Shape>(join(path, name)));
}

export function readVector<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(join(folder, path), "utf8")) as Shape;
}

export function readVectorText(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

/** Prints cases run and missed of one family, as the test report shows them. */
export function reportFamily(family: string, run: number, missed: readonly string[]): void {
  process.stdout.write(`vectors: ${family}: ${run} cases run, ${missed.length} missed\n`);
  for (const miss of missed) process.stdout.write(`  missed ${miss}\n`);
}
