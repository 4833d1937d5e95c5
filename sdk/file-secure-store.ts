import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecureStore } from "./secure-store";

/** Keeps each sealed string in a file of its own (mode 0600) in one folder. For Node. */
export function fileSecureStore(folder: string): SecureStore {
  // Names of strings hold letters, digits, dots, dashes and underscores only, and never start with a dot.
  const pathOf = (name: string) => join(folder, `${name}.sealed`);
  return {
    read: (name) => readFile(pathOf(name), "utf8").catch(absent),
    async write(name, sealed) {
      if (sealed === null) return rm(pathOf(name), { force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = `${pathOf(name)}.${crypto.randomUUID()}`;
      await writeFile(temporary, sealed, { mode: 0o600, flag: "wx" });
      await rename(temporary, pathOf(name));
    },
  };
}

function absent(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
