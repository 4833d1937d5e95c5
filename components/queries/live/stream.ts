import type { LivePatch } from "@/lib/contract/events";

/** Without a word for this long the stream is lost, whatever the browser says: the console beats every two seconds. */
const SILENCE_MS = 6500;
const RETRY_SECONDS = [1, 2, 4, 8, 15];
const TICK_MS = 1000;

export type StreamState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live"; readonly behindSeconds: number }
  | { readonly kind: "lost"; readonly since: number; readonly lostSeconds: number; readonly retrySeconds: number };

export interface StreamOptions {
  /** The address for a connection that goes on from `since` (the `asOf` of the last patch), or from now. */
  readonly url: (since: number | null) => string;
  /** `asOf` of what the page has already. */
  readonly since: number | null;
  onPatch(patch: LivePatch): void;
  onState(state: StreamState): void;
  /** The stream is back after it was lost. */
  onBack(): void;
  /** The session is over. */
  onEnd(): void;
  /**
   * Asked before each new try; a rejection counts as a failed one. False: the session is over. After `silence` no
   * connection that the browser keeps can be trusted.
   */
  mayReconnect(silence: boolean): Promise<boolean>;
}

/**
 * One live connection that knows when it is lost and comes back by itself: after an error, after silence, after the
 * laptop slept. EventSource reconnects too, but says neither since when nor when next, and trusts a dead connection.
 */
export class LiveStream {
  readonly #options: StreamOptions;
  #source: EventSource | null = null;
  #timer: ReturnType<typeof setInterval>;
  #heardAt: number;
  #since: number | null;
  #everLive = false;
  #lostSince: number | null = null;
  /** Whether it was lost without a word. */
  #silence = false;
  #retryAt = 0;
  #attempt = 0;
  #closed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#since = options.since;
    this.#heardAt = Date.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#open();
  }

  /** Tries at once, without waiting for the next turn. */
  retry(): void {
    this.#attempt = 0;
    this.#retryAt = 0;
    this.#tick();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#source?.close();
  }

  #open(): void {
    const source = new EventSource(this.#options.url(this.#since));
    this.#source = source;
    source.addEventListener("patch", (message) => {
      const patch = parsePatch(message.data);
      this.#since = patch.asOf;
      this.#options.onPatch(patch);
      this.#heard();
    });
    source.addEventListener("beat", () => this.#heard());
    source.addEventListener("end", () => {
      this.close();
      this.#options.onEnd();
    });
    source.onerror = () => this.#lose();
  }

  #heard(): void {
    this.#heardAt = Date.now();
    const wasLost = this.#lostSince !== null;
    this.#lostSince = null;
    this.#silence = false;
    this.#attempt = 0;
    this.#everLive = true;
    if (wasLost) this.#options.onBack();
    this.#options.onState({ kind: "live", behindSeconds: 1 });
  }

  #lose(): void {
    if (this.#closed || this.#source === null) return;
    this.#source.close();
    this.#source = null;
    this.#lostSince ??= this.#heardAt;
    const pause = RETRY_SECONDS[Math.min(this.#attempt, RETRY_SECONDS.length - 1)] ?? 15;
    this.#attempt++;
    // Spread over half the pause, so that a restarted console is not met by every browser in one instant.
    this.#retryAt = Date.now() + pause * 1000 * (0.75 + Math.random() / 2);
    this.#tick();
  }

  #tick(): void {
    const now = Date.now();
    if (this.#source !== null) {
      const silence = now - this.#heardAt;
      if (silence > SILENCE_MS) {
        if (!this.#everLive && silence <= 3 * SILENCE_MS) return;
        this.#silence = true;
        this.#lose();
      } else if (this.#everLive && this.#lostSince === null) {
        this.#options.onState({ kind: "live", behindSeconds: Math.max(1, Math.round(silence / 1000)) });
      }
      return;
    }
    if (now >= this.#retryAt) {
      this.#retryAt = Number.POSITIVE_INFINITY;
      void this.#reconnect();
    }
    this.#report(now);
  }

  async #reconnect(): Promise<void> {
    const allowed = await this.#options.mayReconnect(this.#silence).catch(() => null);
    if (this.#closed) return;
    if (allowed === false) {
      this.close();
      this.#options.onEnd();
      return;
    }
    this.#heardAt = Date.now();
    this.#open();
    if (allowed === null) this.#lose();
  }

  #report(now: number): void {
    const since = this.#lostSince ?? now;
    this.#options.onState({
      kind: "lost",
      since,
      lostSeconds: Math.max(1, Math.round((now - since) / 1000)),
      retrySeconds: Number.isFinite(this.#retryAt) ? Math.max(0, Math.round((this.#retryAt - now) / 1000)) : 0,
    });
  }
}

/** The stream is made by our own console with the schema of {@link LivePatch}; server and page are built together. */
function parsePatch(data: unknown): LivePatch {
  return JSON.parse(String(data)) as LivePatch;
}
