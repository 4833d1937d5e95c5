import type { AttestryError } from "@attestry/sdk";
import type { Phone } from "./phone";
import type { Random } from "./random";

/** What a run of load has done so far; `latenciesMs` of answered attestations in the order of their answers. */
export interface LoadCounts {
  sent: number;
  answered: number;
  /** Answered, and the policy told the app that it was refused. */
  told: number;
  /** Sent by phones that the fleet made compromised. */
  compromised: number;
  /** Due, but every phone or the concurrency bound was busy. */
  late: number;
  /** Failures by status. */
  readonly errors: Map<string, number>;
  firstError: AttestryError | null;
  readonly latenciesMs: number[];
}

export interface LoadOptions {
  readonly phones: readonly Phone[];
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** First attestations per second, each of which enrols; the rest of the rate goes to phones that are enrolled. */
  readonly enrolmentsPerSecond: number;
  readonly concurrencyMax: number;
  /** Chooses which enrolled phone attests next. */
  readonly random: Random;
  /** Ends the run early. */
  readonly stop?: AbortSignal;
  /** Called about once a second. */
  readonly progress?: (counts: LoadCounts, elapsedSeconds: number) => void;
}

const TICK_MS = 10;

/**
 * Open loop: attestations fall due at the rate, whether or not earlier ones were answered. Resolves when the time is
 * over and everything on its way has ended.
 */
export async function fireAtRate(options: LoadOptions): Promise<LoadCounts> {
  const counts = noCounts();
  const fleet = createFleet(options.phones, options.random);
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();
  let reportedSecond = 0;

  const fire = (phone: Phone) => {
    const flight = attestOnce(phone, counts).finally(() => {
      fleet.release(phone);
      running.delete(flight);
    });
    running.add(flight);
  };

  for (let due = 0, enrolments = 0; options.stop?.aborted !== true; ) {
    const elapsed = Math.min((performance.now() - startedAt) / 1000, options.seconds);
    for (; due < Math.floor(elapsed * options.ratePerSecond); due += 1) {
      const mayEnrol = enrolments < elapsed * options.enrolmentsPerSecond;
      const phone = running.size < options.concurrencyMax ? fleet.take(mayEnrol) : null;
      if (phone === null) counts.late += 1;
      else {
        if (!phone.enrolled) enrolments += 1;
        fire(phone);
      }
    }
    if (Math.floor(elapsed) > reportedSecond) {
      reportedSecond = Math.floor(elapsed);
      options.progress?.(counts, reportedSecond);
    }
    if (elapsed >= options.seconds) break;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(running);
  return counts;
}

/** Has every phone attest once, `concurrencyMax` at a time; afterwards all that succeeded are enrolled. */
export async function enrolAll(phones: readonly Phone[], concurrencyMax: number): Promise<LoadCounts> {
  const counts = noCounts();
  const waiting = phones.values();
  const work = async () => {
    for (const phone of waiting) await attestOnce(phone, counts);
  };
  await Promise.all(Array.from({ length: concurrencyMax }, work));
  return counts;
}

function noCounts(): LoadCounts {
  return {
    sent: 0,
    answered: 0,
    told: 0,
    compromised: 0,
    late: 0,
    errors: new Map(),
    firstError: null,
    latenciesMs: [],
  };
}

async function attestOnce(phone: Phone, counts: LoadCounts): Promise<void> {
  counts.sent += 1;
  const { compromise, hardware } = phone.profile;
  if (compromise !== null || (hardware !== null && hardware.attack !== null)) counts.compromised += 1;
  const startedAt = performance.now();
  const outcome = await phone.attest();
  if (!outcome.answered) {
    counts.firstError ??= outcome.error;
    counts.errors.set(outcome.error.status, (counts.errors.get(outcome.error.status) ?? 0) + 1);
    return;
  }
  counts.answered += 1;
  if (outcome.told.length > 0) counts.told += 1;
  counts.latenciesMs.push(performance.now() - startedAt);
}

/** Which phones are new, free and busy; a phone never attests twice at a time. */
function createFleet(phones: readonly Phone[], random: Random) {
  const fresh = phones.filter(({ enrolled }) => !enrolled).reverse();
  const idle = phones.filter(({ enrolled }) => enrolled);
  return {
    /** A phone to attest with, a new one where allowed; null when there is none. */
    take(mayEnrol: boolean): Phone | null {
      const next = mayEnrol ? fresh.pop() : undefined;
      if (next !== undefined || idle.length === 0) return next ?? null;
      const at = Math.floor(random() * idle.length);
      const chosen = idle[at];
      const last = idle.pop();
      if (chosen === undefined || last === undefined) return null;
      if (at < idle.length) idle[at] = last;
      return chosen;
    },
    release(phone: Phone): void {
      (phone.enrolled ? idle : fresh).push(phone);
    },
  };
}
