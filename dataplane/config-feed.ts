import pg from "pg";
import type { Database } from "../drizzle/client";
import type { Log } from "../lib/log";
import type { TokenKey } from "../lib/tokens/keys";
import type { SecretStore } from "./secrets/secret-store";
import { configVersion, loadSnapshot, type Snapshot } from "./snapshot";
import type { Vault } from "./vault";

const POLL_MS = 500;
const RECONNECT_MS = 500;

export interface ConfigFeedOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly secrets: SecretStore;
  readonly log: Log;
  readonly databaseUrl: string;
}

/**
 * Keeps a worker's snapshot at the newest configuration: LISTEN wakes it at once, a poll of one number is the safety
 * net. While Postgres is away the last snapshot stays in force.
 */
export class ConfigFeed {
  readonly #db: Database;
  readonly #vault: Vault;
  readonly #log: Log;
  readonly #databaseUrl: string;
  readonly #secrets: SecretStore;
  readonly #keys = new Map<string, TokenKey>();
  #snapshot: Snapshot;
  #listener: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #refreshing: Promise<void> | null = null;
  /** Whether somebody asked since the last load began: what that one read may lack what they know of. */
  #asked = false;
  #closed = false;
  #stale = false;

  private constructor({ db, vault, secrets, log, databaseUrl }: ConfigFeedOptions, snapshot: Snapshot) {
    this.#db = db;
    this.#vault = vault;
    this.#secrets = secrets;
    this.#log = log;
    this.#databaseUrl = databaseUrl;
    this.#snapshot = snapshot;
  }

  static async start(options: ConfigFeedOptions): Promise<ConfigFeed> {
    const { db, vault, secrets } = options;
    const feed = new ConfigFeed(options, await loadSnapshot(db, vault, new Map(), secrets));
    feed.#listen();
    feed.#timer = setInterval(() => void feed.refresh(), POLL_MS);
    return feed;
  }

  current(): Snapshot {
    return this.#snapshot;
  }

  /** Resolves once a configuration is in force that is no older than this call. */
  refresh(): Promise<void> {
    this.#asked = true;
    this.#refreshing ??= this.#loadWhileAsked();
    return this.#refreshing;
  }

  /** Loads the configuration again although its version is the same: the vault was opened. */
  reload(): Promise<void> {
    this.#stale = true;
    return this.refresh();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#listener?.end().catch(() => undefined);
  }

  async #loadWhileAsked(): Promise<void> {
    while (this.#asked) {
      this.#asked = false;
      await this.#load();
    }
    this.#refreshing = null;
  }

  async #load(): Promise<void> {
    try {
      const isNewer = (await configVersion(this.#db)) > this.#snapshot.version;
      if (!isNewer && !this.#stale && !this.#secrets.mustForget(new Date())) return;
      this.#stale = false;
      this.#snapshot = await loadSnapshot(this.#db, this.#vault, this.#keys, this.#secrets);
      this.#log.info("configuration in force", { version: this.#snapshot.version, apps: this.#snapshot.apps.length });
    } catch (error) {
      if (!this.#closed) this.#log.error("the configuration could not be read; the last one stays in force", error);
    }
  }

  #listen(): void {
    if (this.#closed) return;
    const client = new pg.Client({ connectionString: this.#databaseUrl, application_name: "attestry-config-feed" });
    const again = () => {
      if (this.#listener !== client) return;
      this.#listener = null;
      setTimeout(() => this.#listen(), RECONNECT_MS).unref();
    };
    this.#listener = client;
    client.on("error", again);
    client.on("end", again);
    client.on("notification", () => void this.refresh());
    client
      .connect()
      .then(() => client.query("LISTEN attestry_config"))
      .then(() => this.refresh())
      .catch(again);
  }
}
