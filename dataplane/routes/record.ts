import { type Attempt, asReplayed } from "../../lib/attestation/attempt";
import type { EnrolledInstance } from "../../lib/attestation/enrol";
import { uuidV7 } from "../../lib/clock";
import { encodeArc } from "../../lib/contract/outcome";
import { pooledRandomBytes } from "../../lib/encoding/random-pool";
import { AttestryError } from "../../lib/errors";
import { eventOf, type SecretDelivery } from "../../lib/events/event";
import type { Sender } from "../client-address";
import type { Service } from "../service";

export interface Recorded {
  readonly attempt: Attempt;
  readonly arc: string;
}

/**
 * Makes an attempt part of history, durably, before anything is answered. History has the last word: an attempt whose
 * challenge was spent before comes back as replayed.
 */
export async function record(
  service: Service,
  attempt: Attempt,
  sender: Sender,
  established: { readonly instance?: EnrolledInstance | null; readonly delivery?: SecretDelivery | null } = {},
): Promise<Recorded> {
  const arc = encodeArc(pooledRandomBytes(10));
  const event = eventOf(attempt, { id: uuidV7(attempt.at), arc, address: sender.address || null, ...established });
  const result = await service.writer.write(event).catch((cause: unknown) => {
    throw new AttestryError("temporarily_unavailable", "The attempt could not be recorded; try again shortly.", {
      cause,
    });
  });
  const final = result === "replayed" ? asReplayed(attempt) : attempt;
  service.metrics.attempts.inc({ kind: final.kind, outcome: final.outcome });
  return { attempt: final, arc };
}

/** Throws the refusal of a refused attempt as the error it is answered with. */
export function assertNotRefused(attempt: Attempt): void {
  if (attempt.refusal !== null) throw new AttestryError(attempt.refusal.code, attempt.refusal.description);
}
