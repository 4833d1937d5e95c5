import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Prometheus metrics of one worker; the primary adds the workers up. Labels are closed sets, never a caller's text. */
export interface Metrics {
  readonly registry: Registry;
  readonly attempts: Counter<"kind" | "outcome">;
  readonly requests: Counter<"route" | "status">;
  readonly seconds: Histogram<"route">;
  /** Gauges that are read off when the metrics are collected. */
  observe(read: () => Readings): void;
}

export interface Readings {
  readonly spooled: number;
  readonly configVersion: number;
  /** Opened values in memory. */
  readonly secretValues: number;
  /** -1 where there is no list. */
  readonly revocation: { readonly ageSeconds: number; readonly entries: number };
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    attempts: new Counter({
      name: "attestry_attempts_total",
      help: "Attempts by kind and outcome",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    requests: new Counter({
      name: "attestry_http_requests_total",
      help: "Requests by route and status",
      labelNames: ["route", "status"],
      registers,
    }),
    seconds: new Histogram({
      name: "attestry_http_request_seconds",
      help: "Time from request to answer",
      labelNames: ["route"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    observe(read) {
      gauge("attestry_spooled_events", "Events this worker wrote to the spool", registers, () => read().spooled);
      gauge(
        "attestry_config_version",
        "Version of the configuration in force",
        registers,
        () => read().configVersion,
        "min",
      );
      gauge(
        "attestry_secret_values",
        "Opened values of secrets in a worker's memory",
        registers,
        () => read().secretValues,
        "max",
      );
      gauge(
        "attestry_revocation_list_age_seconds",
        "Time since the source confirmed the revocation list of Android's attestation certificates, -1 without one",
        registers,
        () => read().revocation.ageSeconds,
        "max",
      );
      gauge(
        "attestry_revocation_list_entries",
        "Entries of that list, -1 without one",
        registers,
        () => read().revocation.entries,
        "min",
      );
    },
  };
}

function gauge(
  name: string,
  help: string,
  registers: Registry[],
  read: () => number,
  aggregator: "sum" | "min" | "max" = "sum",
): void {
  new Gauge({
    name,
    help,
    registers,
    aggregator,
    collect() {
      this.set(read());
    },
  });
}
