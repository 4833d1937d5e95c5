import type { Attempt } from "../../lib/attestation/attempt";
import { attest } from "../../lib/attestation/attest";
import type { AttestationResponse, IssuedToken } from "../../lib/contract/protocol";
import type { Signal } from "../../lib/contract/signals";
import { signToken, type TokenSubject, tokenClaims } from "../../lib/tokens/sign";
import type { Sender } from "../client-address";
import { planDelivery, sealDelivery } from "../secrets/delivery";
import type { Service } from "../service";
import { contextOf } from "./context";
import { assertNotRefused, record } from "./record";

/** `POST /v1/attestations`: verify, record, then sign; a failed device gets decoys in the same shape. */
export async function attestInstance(service: Service, body: unknown, sender: Sender): Promise<AttestationResponse> {
  const judged = attest(body, contextOf(service, sender), service.importKey);
  const planned = planDelivery(service, judged);
  const { attempt, arc } = await record(service, judged, sender, { delivery: planned?.recorded ?? null });
  assertNotRefused(attempt);
  const tokens = issueTokens(service, attempt, arc, sender);
  const tell = attempt.outcome === "fail" && attempt.app?.policy?.rules.tellReasons === true;
  return {
    arc,
    tokens,
    ...(planned === null ? {} : { delivery: sealDelivery(service, attempt, arc, planned) }),
    ...(tell ? { reasons: [...attempt.reasons] } : {}),
  };
}

/** One token for each API the app may call, or as many decoys. */
function issueTokens(service: Service, attempt: Attempt, arc: string, sender: Sender): IssuedToken[] {
  if (attempt.app === null || attempt.instanceId === null) return [];
  const subject: TokenSubject = {
    instanceId: attempt.instanceId,
    arc,
    address: sender.address,
    annotations: shownAnnotations(attempt),
    binding: typeof attempt.claims.binding === "string" ? attempt.claims.binding : null,
  };
  return service
    .snapshot()
    .apisOf(attempt.app.id)
    .map(({ domain, settings, signingKey }) => ({
      domain,
      headerName: settings.headerName,
      headerPrefix: settings.headerPrefix,
      token: signToken(signingKey(attempt.at), tokenClaims(domain, settings, subject, attempt.at), attempt.outcome),
      expiresInSeconds: settings.ttlSeconds,
    }));
}

/** Annotations the owner lets the token carry: the app can read it. */
function shownAnnotations({ annotations, app }: Attempt): readonly Signal[] {
  const shown = app?.policy?.rules.tokenAnnotations ?? "all";
  return shown === "all" ? annotations : annotations.filter((signal) => shown.includes(signal));
}
