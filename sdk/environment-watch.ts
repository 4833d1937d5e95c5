import { type Clock, elapsedMs, type Moment, moment } from "./clock";
import { type Environment, measureEnvironment, type SignalProvider, sameSignals } from "./environment";
import { shared } from "./single-flight";

/** Notices when the environment is no longer the one that was attested. */
export interface EnvironmentWatch {
  /** Looks again when the last look is older than the interval. */
  look(): Promise<void>;
  /** What the latest attestation measured. */
  attested(environment: Environment, at: Moment): void;
  start(): void;
  stop(): void;
}

interface WatchOptions {
  readonly providers: readonly SignalProvider[];
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly changed: () => void;
}

export function createEnvironmentWatch({ providers, intervalMs, clock, changed }: WatchOptions): EnvironmentWatch {
  const watches: (() => void)[] = [];
  let last: { readonly environment: Environment; readonly at: Moment } | null = null;

  function notice(): void {
    last = null;
    changed();
  }

  return {
    look: shared(async () => {
      if (last === null || elapsedMs(clock, last.at) < intervalMs) return;
      const { environment: before } = last;
      const at = moment(clock);
      const environment = await measureEnvironment(providers);
      if (sameSignals(before, environment)) last = { environment, at };
      else notice();
    }),
    attested(environment, at) {
      last = { environment, at };
    },
    start() {
      for (const provider of providers) if (provider.watch) watches.push(provider.watch(notice));
    },
    stop() {
      for (const stopWatching of watches.splice(0)) stopWatching();
    },
  };
}
