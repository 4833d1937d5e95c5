import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseStoredInstance, type Store, serializeInstance } from "./store";

/** Keeps the instance in one file that only its owner may read (mode 0600). For Node. */
export function fileStore(path: string): Store {
  return {
    holds: "text",
    load: async () => parseStoredInstance(await readFile(path, "utf8").catch(absent)),
    save: async (instance) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Written beside and renamed: a crash leaves the old file or the new one, and a new file starts with its mode.
      const temporary = `${path}.${crypto.randomUUID()}`;
      await writeFile(temporary, serializeInstance(instance), { mode: 0o600, flag: "wx" });
      await rename(temporary, path);
    },
  };
}

function absent(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
