import type { ConfigResponse } from "../lib/contract/protocol-answers";
import { type Clock, elapsedMs, type Moment, moment } from "./clock";
import type { InstanceKeeper } from "./instance-keeper";
import { shared } from "./single-flight";

/** A new API domain reaches running apps within this time of their next request to it. */
const UNKNOWN_DOMAIN_MS = 60_000;
/** Every other change of the configuration. */
const STALE_MS = 300_000;

export type ApiDomain = ConfigResponse["domains"][number];

/** What the app's API domains are. Answers from what it knows and refreshes behind it. */
export interface ConfigSource {
  /** The configuration; waits for the network only when none was ever seen. */
  get(): Promise<ConfigResponse>;
  /** The same without waiting. */
  known(): ConfigResponse | null;
  /** Call when a domain was not found: it may be new. */
  mayBeStale(): void;
}

interface ConfigSourceOptions {
  readonly fetchConfig: () => Promise<ConfigResponse>;
  readonly keeper: InstanceKeeper;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

export function createConfigSource({ fetchConfig, keeper, clock, report }: ConfigSourceOptions): ConfigSource {
  let config: ConfigResponse | null = null;
  let fetchedAt: Moment | null = null;

  const refresh = shared(async () => {
    const fresh = await fetchConfig();
    const changed = config?.version !== fresh.version;
    config = fresh;
    fetchedAt = moment(clock);
    if (changed) keeper.keepConfig(fresh);
    return fresh;
  });

  function refreshAfter(ageMs: number): void {
    if (fetchedAt === null || elapsedMs(clock, fetchedAt) >= ageMs) refresh().catch(report);
  }

  return {
    async get() {
      await keeper.load();
      config ??= keeper.config();
      if (config === null) return refresh();
      refreshAfter(STALE_MS);
      return config;
    },
    known: () => config,
    mayBeStale: () => refreshAfter(UNKNOWN_DOMAIN_MS),
  };
}
