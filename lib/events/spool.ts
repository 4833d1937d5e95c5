/**
 * Where events wait while Postgres is away: one file each, named after the challenge it spends, so that creating the
 * file is at once the durable record and the proof that the challenge was not used before on this host.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { AttestationEvent } from "./event";

/** Files beyond which the spool refuses: the disk is not for filling. */
const FILES_MAX = 2_000_000;

/** Nobody writes one event for as long as this. */
const LEFTOVER_MS = 60_000;

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
    await this.#clearLeftovers();
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

  /** Up to `limit` waiting events. */
  async take(limit: number): Promise<{ path: string; event: AttestationEvent }[]> {
    const taken: { path: string; event: AttestationEvent }[] = [];
    for (const name of (await this.#names()).slice(0, limit)) {
      const path = join(this.#folder, name);
      taken.push({ path, event: parseSpooled(await readFile(path, "utf8")) });
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

  /** What a killed process was still writing belongs to no answered attempt. */
  async #clearLeftovers(): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (!name.endsWith(".tmp")) continue;
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > LEFTOVER_MS) await unlink(path).catch(() => undefined);
    }
  }

  async #names(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => name.endsWith(".json"));
  }
}

/**
 * Writes under a name of its own, then links it to `path`: whoever sees `path` sees all of it, and of two that want
 * the same `path` the second gets EEXIST.
 */
async function writeDurably(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
    await link(temporary, path);
  } finally {
    await file.close();
    await unlink(temporary);
  }
}

/** Only `put` makes these files, whole: their content is an event. */
function parseSpooled(text: string): AttestationEvent {
  return JSON.parse(text);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
