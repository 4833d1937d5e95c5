import { randomUUID } from "node:crypto";
import type { AttestationContext } from "../../lib/attestation/context";
import type { Sender } from "../client-address";
import { redeemDevelopmentUse } from "../redeem-development-use";
import type { Service } from "../service";

/** The verifier's arguments for one request. */
export function contextOf(service: Service, sender: Sender): AttestationContext {
  return {
    now: service.clock(),
    references: service.snapshot(),
    trust: service.trust(),
    challengeKey: service.keys.challengeKey,
    credentialKey: service.keys.credentialKey,
    testKey: service.keys.testKey,
    country: sender.country,
    newInstanceId: randomUUID,
    redeemDevelopmentUse: (credential) => redeemDevelopmentUse(service.pool, credential),
  };
}
