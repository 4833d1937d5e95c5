import { issueChallenge } from "../../lib/attestation/challenge";
import { CHALLENGE_TTL_SECONDS, type ChallengeResponse, challengeRequestSchema } from "../../lib/contract/protocol";
import { AttestryError } from "../../lib/errors";
import type { Service } from "../service";

/** `POST /v1/challenges`. Unknown apps get one too: whether an app is registered is for its evidence to find out. */
export function issue(service: Service, body: unknown): ChallengeResponse {
  const request = challengeRequestSchema.safeParse(body);
  if (!request.success) throw new AttestryError("invalid_request", "The body must be {app, platform, purpose}.");
  const { app, platform, purpose } = request.data;
  const challenge = issueChallenge(
    { purpose, platform, appId: app },
    service.clock(),
    service.keys.challengeKey,
    service.node,
  );
  return { challenge, expiresInSeconds: CHALLENGE_TTL_SECONDS };
}
