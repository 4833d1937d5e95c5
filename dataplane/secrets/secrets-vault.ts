import { createECDH } from "node:crypto";
import { desc, isNull, sql } from "drizzle-orm";
import { calculateJwkThumbprint } from "jose";
import type { Database } from "../../drizzle/client";
import { secretVaultKeys } from "../../drizzle/schema";
import type { EcPublicJwk } from "../../lib/contract/jwe";
import type { Log } from "../../lib/log";
import { type KeyProvider, KeyProviderError, PROVIDER_TIMEOUT_MS } from "../../lib/secrets/providers/provider";
import { unwrapWithAny } from "../../lib/secrets/providers/unwrap";

/** A key in memory, and how it came there: what it was wrapped as, and by whom. */
interface OpenKey {
  readonly key: Buffer;
  readonly wrapped: string;
  readonly by: KeyProvider;
}

type VaultKeyRow = typeof secretVaultKeys.$inferSelect;

/** How the vault stands: `problem` is a sentence for the console while the provider keeps it shut. */
export interface VaultState {
  readonly provider: string;
  readonly ready: boolean;
  readonly problem: string | null;
  readonly since: Date;
}

const RETRY_MS = 2000;

/**
 * The private keys that secrets are sealed to, in this process's memory once the key provider has unwrapped them. A
 * provider that is away stops nothing else: attestation goes on, deliveries lack what can't be opened, and the vault
 * tries again until it opens.
 */
export class SecretsVault {
  readonly #db: Database;
  readonly #provider: KeyProvider;
  /** The one in use first, then the one before it. */
  readonly #providers: readonly KeyProvider[];
  readonly #log: Log;
  readonly #opened = new Map<string, OpenKey>();
  #state: VaultState;
  #timer: NodeJS.Timeout | null = null;
  #onOpened: () => void = () => undefined;
  #closed = false;

  constructor(db: Database, providers: readonly [KeyProvider, ...KeyProvider[]], log: Log) {
    this.#db = db;
    [this.#provider] = providers;
    this.#providers = providers;
    this.#log = log;
    const problem = "The vault has not been opened yet.";
    this.#state = { provider: this.#provider.name, ready: false, problem, since: new Date() };
  }

  get state(): VaultState {
    return this.#state;
  }

  /** The private key (32 bytes) of a vault key, or null while it is not open here. */
  privateKey(kid: string): Buffer | null {
    return this.#opened.get(kid)?.key ?? null;
  }

  /** Called when keys were opened that were shut before. */
  onOpened(listener: () => void): void {
    this.#onOpened = listener;
  }

  /** Opens what is there, makes the first key where there is none, and goes on trying in the background. */
  async open(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      const before = this.#opened.size;
      for (const row of await this.#rows()) await this.#openKey(row);
      this.#enter(true, null);
      if (this.#opened.size > before) this.#onOpened();
    } catch (error) {
      this.#enter(false, sentenceOf(error), error);
      if (!this.#closed) this.#timer = setTimeout(() => void this.open(), RETRY_MS).unref();
    }
  }

  /** Opens a key that a newer configuration mentions. */
  async ensure(kids: readonly string[]): Promise<void> {
    if (this.#state.ready && kids.some((kid) => !this.#opened.has(kid))) await this.open();
  }

  /**
   * Wraps every key again that was wrapped by another provider, another key of it, or the one before this one. Running
   * processes hold the keys in memory, so nothing stops meanwhile. What a process with other settings wrapped since this
   * one opened it stays: of two data planes, one not restarted yet, neither undoes what the other did. Answers how many
   * were wrapped.
   */
  async rewrap(): Promise<number> {
    if (!this.#state.ready) return 0;
    const keyName = await withinTime(this.#provider.keyName());
    let count = 0;
    for (const row of await this.#rows()) {
      const open = this.#opened.get(row.kid);
      if (open === undefined) continue;
      const isOurs = row.provider === this.#provider.name && row.providerKey === keyName;
      if (row.wrapped !== open.wrapped) {
        if (isOurs) this.#opened.set(row.kid, { ...open, wrapped: row.wrapped, by: this.#provider });
      } else if (!isOurs || open.by !== this.#provider) {
        count += await this.#rewrapKey(row, open);
      }
    }
    return count;
  }

  /** Answers 1, or 0 when another process was faster. */
  async #rewrapKey(row: VaultKeyRow, open: OpenKey): Promise<number> {
    const made = await this.#wrap(open.key, row.kid);
    const updated = await this.#db
      .update(secretVaultKeys)
      .set({ ...made, wrappedAt: new Date() })
      .where(sql`kid = ${row.kid} AND wrapped = ${row.wrapped}`)
      .returning({ kid: secretVaultKeys.kid });
    if (updated.length === 0) return 0;
    this.#opened.set(row.kid, { ...open, wrapped: made.wrapped, by: this.#provider });
    const [from, to] = [`${row.provider} ${row.providerKey}`, `${made.provider} ${made.providerKey}`];
    this.#log.info("the vault's key was wrapped again", { kid: row.kid, from, to });
    return 1;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const provider of this.#providers) provider.close?.();
  }

  async #rows(): Promise<VaultKeyRow[]> {
    const select = () =>
      this.#db
        .select()
        .from(secretVaultKeys)
        .where(isNull(secretVaultKeys.retiredAt))
        .orderBy(desc(secretVaultKeys.createdAt));
    const rows = await select();
    if (rows.length > 0) return rows;
    await this.#makeFirst();
    return select();
  }

  async #openKey(row: VaultKeyRow): Promise<void> {
    if (this.#opened.has(row.kid)) return;
    const { key, by } = await withinTime(unwrapWithAny(this.#providers, row, contextOf(row.kid)));
    this.#opened.set(row.kid, { key, wrapped: row.wrapped, by });
  }

  /** The lock keeps two data planes that start at once from making one each. */
  async #makeFirst(): Promise<void> {
    const pair = createECDH("prime256v1");
    const point = pair.generateKeys();
    const publicJwk = publicJwkOf(point);
    const kid = await calculateJwkThumbprint({ ...publicJwk });
    const row = { kid, publicJwk, ...(await this.#wrap(pair.getPrivateKey(), kid)) };
    await this.#db.transaction(async (tx) => {
      await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('attestry.secret-vault'))`);
      const [present] = await tx.select({ kid: secretVaultKeys.kid }).from(secretVaultKeys).limit(1);
      if (present === undefined) await tx.insert(secretVaultKeys).values(row);
    });
  }

  async #wrap(privateKey: Buffer, kid: string) {
    // A leading zero byte may be missing from what OpenSSL gives.
    const scalar = Buffer.concat([Buffer.alloc(32), privateKey]).subarray(-32);
    const { wrapped, keyName } = await withinTime(this.#provider.wrap(scalar, contextOf(kid)));
    return { wrapped, providerKey: keyName, provider: this.#provider.name };
  }

  #enter(ready: boolean, problem: string | null, cause?: unknown): void {
    if (ready === this.#state.ready && problem === this.#state.problem) return;
    this.#state = { ...this.#state, ready, problem, since: new Date() };
    if (ready) this.#log.info("the secrets' vault is open", { provider: this.#provider.name });
    else if (!this.#closed) this.#log.error("the secrets' vault is shut; attestation goes on without secrets", cause);
  }
}

function contextOf(kid: string): string {
  return `attestry-vault:${kid}`;
}

function publicJwkOf(point: Buffer): EcPublicJwk {
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  return { kty: "EC", crv: "P-256", x, y };
}

/** A provider's own words are fit to be shown; nothing else's are. */
function sentenceOf(error: unknown): string {
  return error instanceof KeyProviderError ? error.message : "The database or the key provider failed; see the log.";
}

/** Whatever a provider does about its time limit, nobody here waits longer. */
async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new KeyProviderError("unavailable", "The key provider did not answer in time.")),
      PROVIDER_TIMEOUT_MS + 1000,
    );
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
