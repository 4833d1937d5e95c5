/**
 * Where events wait while Postgres is away: one file each, named after the challenge it spends, so that creating the
 * file is at once the durable record and the proof that the challenge was not used before on this host.
 */
import { existsSync, type PathLike } from "node:fs";
import { mkdir, open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { AttestationEvent } from "./event";

/** Files beyond which the spool refuses: the disk is not for filling. */
const FILES_MAX = 2_000_000;

export class Spool {
  readonly #folder: string;
  readonly #rejected: string;
  #files = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#rejected = join(folder, "rejected");
  }

  async prepare(): Promise<void> {
    await mkdir(this.#rejected, { recursive: true, mode: 0o700 });
    this.#files = (await this.#names()).length;
  }

  /** Stores an event durably. `replayed` when its challenge is spooled already; nothing is stored then. */
  async put(event: AttestationEvent): Promise<"stored" | "replayed"> {
    if (this.#files >= FILES_MAX) throw new Error("the event spool is full");
    const path = join(this.#folder, `${event.nonce ?? event.id}.json`);
    try {
      await writeDurably(path, JSON.stringify(event));
    } catch (error) {
      if (hasCode(error, "EEXIST")) return "replayed";
      throw error;
    }
    this.#files++;
    return "stored";
  }

  /** Whether an event spending this challenge waits here. */
  holds(nonce: string | null): boolean {
    return nonce !== null && existsSync(join(this.#folder, `${nonce}.json`));
  }

  /** Up to `limit` waiting events. A file that a crash left half written belongs to no answered attempt: it goes. */
  async take(limit: number): Promise<{ path: string; event: AttestationEvent }[]> {
    const taken: { path: string; event: AttestationEvent }[] = [];
    for (const name of (await this.#names()).slice(0, limit)) {
      const path = join(this.#folder, name);
      const event = parseSpooled(await readFile(path, "utf8").catch(() => ""));
      if (event === null) await unlink(path).catch(() => undefined);
      else taken.push({ path, event });
    }
    return taken;
  }

  async remove(paths: readonly string[]): Promise<void> {
    await Promise.all(paths.map((path) => unlink(path).catch(() => undefined)));
    this.#files = Math.max(0, this.#files - paths.length);
  }

  /** Sets an event aside that Postgres refuses for its content, so that it does not hold up the others. */
  async reject(path: string): Promise<void> {
    await rename(path, join(this.#rejected, `${Date.now()}-${path.split("/").at(-1)}`));
  }

  async size(): Promise<number> {
    this.#files = (await this.#names()).length;
    return this.#files;
  }

  async #names(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => name.endsWith(".json"));
  }
}

async function writeDurably(path: PathLike, content: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(path);
    throw error;
  }
}

/** Only `put` writes these files: what parses as JSON with an id is an event. */
function parseSpooled(text: string): AttestationEvent | null {
  try {
    const value: AttestationEvent = JSON.parse(text);
    return typeof value.id === "string" ? value : null;
  } catch {
    return null;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
