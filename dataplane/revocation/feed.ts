import { stat } from "node:fs/promises";
import type { RevocationState } from "../../lib/attestation/verifiers/key-attestation/context";
import type { Log } from "../../lib/log";
import { type KeptList, keptListPath, readList } from "./list-file";

const POLL_MS = 1000;

/** Holds this host's copy of the revocation list in memory and follows the file when it changes. */
export class RevocationFeed {
  readonly #path: string;
  readonly #maximumAgeSeconds: number;
  readonly #log: Log;
  #kept: KeptList | null = null;
  #seen = "";
  #timer: NodeJS.Timeout | null = null;

  constructor(dataDir: string, maximumAgeSeconds: number, log: Log) {
    this.#path = keptListPath(dataDir);
    this.#maximumAgeSeconds = maximumAgeSeconds;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#look();
    this.#timer = setInterval(() => void this.#look(), POLL_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** What chains are judged by; `unavailable` until there has ever been a list. */
  current(): RevocationState | "unavailable" {
    if (this.#kept === null) return "unavailable";
    const { list, retrievedAt } = this.#kept;
    return { list, retrievedAt, maximumAgeSeconds: this.#maximumAgeSeconds };
  }

  /** Age in seconds and number of entries; -1 where there is no list. */
  figures(now: Date): { ageSeconds: number; entries: number } {
    if (this.#kept === null) return { ageSeconds: -1, entries: -1 };
    const ageSeconds = Math.round((now.getTime() - this.#kept.retrievedAt.getTime()) / 1000);
    return { ageSeconds, entries: this.#kept.list.size };
  }

  async #look(): Promise<void> {
    try {
      const { mtimeMs, size, ino } = await stat(this.#path);
      const seen = `${mtimeMs} ${size} ${ino}`;
      if (seen === this.#seen) return;
      this.#kept = await readList(this.#path);
      this.#seen = seen;
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isMissing) this.#log.error("the revocation list could not be read; the last one stays in force", error);
    }
  }
}
