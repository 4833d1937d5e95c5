import { randomUUID } from "node:crypto";
import { enrol } from "../../lib/attestation/enrol";
import { VerifierUnavailableError } from "../../lib/attestation/evidence-trust";
import type { EnrolmentResponse } from "../../lib/contract/protocol";
import { AttestryError } from "../../lib/errors";
import { instanceIdToDid } from "../../lib/tokens/sign";
import type { Sender } from "../client-address";
import type { Service } from "../service";
import { contextOf } from "./context";
import { assertNotRefused, record } from "./record";

/** `POST /v1/enrolments`: once per installation. */
export async function enrolInstance(service: Service, body: unknown, sender: Sender): Promise<EnrolmentResponse> {
  const context = { ...contextOf(service, sender), newInstanceId: randomUUID };
  const { attempt, enrolled } = await enrol(body, context).catch((cause: unknown) => {
    if (!(cause instanceof VerifierUnavailableError)) throw cause;
    throw new AttestryError("temporarily_unavailable", "The evidence can't be judged right now; try again later.", {
      cause,
    });
  });
  const recorded = await record(service, attempt, sender, { instance: enrolled?.instance ?? null });
  assertNotRefused(recorded.attempt);
  if (enrolled === null) throw new AttestryError("internal_error", "The enrolment ended without a credential.");
  return { instanceId: instanceIdToDid(enrolled.instance.id), credential: enrolled.credential, arc: recorded.arc };
}
