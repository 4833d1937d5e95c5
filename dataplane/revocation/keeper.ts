import { utimes } from "node:fs/promises";
import { hostname } from "node:os";
import type { Database } from "../../drizzle/client";
import { revocationLists } from "../../drizzle/schema";
import { parseRevocationList } from "../../lib/attestation/revocation";
import type { Clock } from "../../lib/clock";
import type { Config } from "../../lib/config";
import { describe, type Log } from "../../lib/log";
import { type KeptList, keepList, keptListPath, readList, sha256 } from "./list-file";
import { fetchList } from "./source";

const RETRY_SECONDS = { first: 60, max: 3600 } as const;

/**
 * Keeps this host's copy of the revocation list: asks the source when its last answer has aged, replaces the copy by
 * what parses, keeps the last good one otherwise, and tells the console how it stands. Workers read the copy.
 */
export class RevocationKeeper {
  readonly #db: Database;
  readonly #settings: Config;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #path: string;
  #kept: KeptList | null = null;
  #nextAt = 0;
  #failures = 0;

  constructor(db: Database, settings: Config, clock: Clock, log: Log) {
    this.#db = db;
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#path = keptListPath(settings.dataDir);
  }

  /** Looks at the source when it is time to; resolves at once otherwise. Throws only when the database is away. */
  async tend(): Promise<void> {
    const now = this.#clock();
    if (now.getTime() < this.#nextAt) return;
    this.#kept ??= await readList(this.#path).catch(() => null);
    const problem = await this.#renew();
    if (problem === null) this.#failures = 0;
    else {
      this.#failures += 1;
      const seconds = Math.min(RETRY_SECONDS.first * 2 ** (this.#failures - 1), RETRY_SECONDS.max);
      this.#nextAt = now.getTime() + seconds * 1000;
      this.#log.warn("the revocation list could not be renewed; the last good copy stays", { cause: problem });
    }
    await this.#report(now, problem);
  }

  async #renew(): Promise<string | null> {
    try {
      const { text, retrievedAt, maxAgeSeconds } = await fetchList(this.#settings.revocationList, this.#clock);
      const digest = sha256(text);
      if (this.#kept?.sha256 === digest) {
        await utimes(this.#path, retrievedAt, retrievedAt);
        this.#kept = { ...this.#kept, retrievedAt };
      } else {
        const list = parseRevocationList(text);
        await keepList(this.#path, text, retrievedAt);
        this.#kept = { list, retrievedAt, sha256: digest };
        this.#log.info("a new revocation list is in force", { entries: list.size });
      }
      this.#nextAt = this.#clock().getTime() + maxAgeSeconds * 1000;
      return null;
    } catch (error) {
      return describe(error).slice(0, 300);
    }
  }

  async #report(checkedAt: Date, problem: string | null): Promise<void> {
    const state = {
      source: this.#settings.revocationList,
      retrievedAt: this.#kept?.retrievedAt ?? null,
      entries: this.#kept?.list.size ?? null,
      sha256: this.#kept?.sha256 ?? null,
      checkedAt,
      nextAt: new Date(this.#nextAt),
      maximumAgeSeconds: this.#settings.revocationMaximumAgeSeconds,
      problem,
    };
    await this.#db
      .insert(revocationLists)
      .values({ host: hostname(), ...state })
      .onConflictDoUpdate({ target: revocationLists.host, set: state });
  }
}
