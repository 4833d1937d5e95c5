import type { SdkSignal } from "../lib/contract/signals";
import { printable } from "./encoding";

/** One detected fact. `detail` is shown to the owner and never judged; it is cut at 200 characters. */
export interface Measurement {
  readonly signal: SdkSignal;
  readonly detail?: string;
}

/** Looks for signals on the phone, e.g. a root detector. */
export interface SignalProvider {
  /** Everything `measure` can report. */
  readonly signals: readonly SdkSignal[];
  /** What holds right now; an empty array when nothing is wrong. */
  measure(): Promise<readonly Measurement[]>;
  /** Calls back as soon as something changed; returns how to stop. Left out, the SDK measures at intervals. */
  watch?(changed: () => void): () => void;
}

export interface Environment {
  /** In a stable order, each once. */
  readonly signals: readonly SdkSignal[];
  readonly details: Readonly<Partial<Record<SdkSignal, string>>>;
}

/**
 * Asks every provider at once. A provider that throws, or reports what it did not declare, fails the measurement: a
 * phone whose detectors don't work must not look clean.
 */
export async function measureEnvironment(providers: readonly SignalProvider[]): Promise<Environment> {
  const measured = await Promise.all(providers.map(measureOne));
  const found = [...measured.flat()].sort((a, b) => (a.signal < b.signal ? -1 : 1));
  return {
    signals: [...new Set(found.map(({ signal }) => signal))],
    details: Object.fromEntries(
      found.flatMap(({ signal, detail }) => (detail ? [[signal, printable(detail, 200)] as const] : [])),
    ),
  };
}

async function measureOne(provider: SignalProvider): Promise<readonly Measurement[]> {
  const found = await provider.measure();
  const undeclared = found.find(({ signal }) => !provider.signals.includes(signal));
  if (undeclared) throw new Error(`a signal provider reported ${undeclared.signal} without declaring it`);
  return found;
}

/** Whether two measurements found the same signals; details don't count. */
export function sameSignals(a: Environment, b: Environment): boolean {
  return a.signals.join() === b.signals.join();
}
