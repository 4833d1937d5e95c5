/** A token bucket for each address: bursts up to a minute's worth, then the steady rate. O(1) a request. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Whether one more request of this address is allowed at `nowMs`. */
  allow(address: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(address);
    if (bucket === undefined) {
      if (this.#buckets.size >= ADDRESSES_MAX) this.#forget(nowMs);
      this.#buckets.set(address, { tokens: this.#perMinute - 1, at: nowMs });
      return true;
    }
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + ((nowMs - bucket.at) * this.#perMinute) / 60_000);
    bucket.at = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Drops the addresses that have been quiet for a minute: their bucket is full again. */
  #forget(nowMs: number): void {
    for (const [address, bucket] of this.#buckets) if (nowMs - bucket.at > 60_000) this.#buckets.delete(address);
    if (this.#buckets.size >= ADDRESSES_MAX) this.#buckets.clear();
  }
}

const ADDRESSES_MAX = 100_000;
