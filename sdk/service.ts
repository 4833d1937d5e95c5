import type { Platform } from "../lib/contract/evidence";
import type { AttestationRequest, ChallengeRequest, EnrolmentRequest } from "../lib/contract/protocol";
import type { ConfigResponse, EnrolmentResponse } from "../lib/contract/protocol-answers";
import { type AttestationAnswer, members, readAttestation, readChallenge, readConfig, readEnrolment } from "./answers";
import { printable } from "./encoding";
import { AttestryDevelopmentCredentialError, AttestryNetworkError, AttestryOtherError } from "./errors";
import { networkError, type ServiceAnswer, type Transport } from "./transport";

/** The attestation service as the SDK sees it. Every call rejects with an `AttestryError` or a {@link Refusal}. */
export interface Service {
  challenge(purpose: "enrolment" | "attestation"): Promise<string>;
  /** `evidence` is a compact JWS, here and below. */
  enrol(evidence: string): Promise<EnrolmentResponse>;
  /** `assertion` where the attested key of the instance signs assertions only. */
  attest(credential: string, evidence: string, assertion: string | null): Promise<AttestationAnswer>;
  config(): Promise<ConfigResponse>;
}

/** A refusal the SDK can do something about: fetch another challenge, or enrol again. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: "use_attestation_challenge" | "invalid_token";

  constructor(code: Refusal["code"]) {
    super(code);
    this.code = code;
  }
}

interface ServiceOptions {
  readonly transport: Transport;
  /** Without a trailing slash. */
  readonly url: string;
  readonly app: string;
  readonly platform: Platform;
  readonly timeoutMs: number;
}

export function createService({ transport, url, app, platform, timeoutMs }: ServiceOptions): Service {
  async function call<T>(path: string, body: object | null, read: (body: unknown) => T): Promise<T> {
    const answer = await exchange(path, body);
    if (answer.status !== 200) throw refusal(answer);
    try {
      return read(JSON.parse(answer.body));
    } catch (error) {
      throw new AttestryNetworkError("NO_SERVICE", error);
    }
  }

  async function exchange(path: string, body: object | null): Promise<ServiceAnswer> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      return await transport({
        method: body === null ? "GET" : "POST",
        url: `${url}${path}`,
        headers: body === null ? {} : { "content-type": "application/json" },
        signal: timeout.signal,
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw networkError(error, timeout.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async challenge(purpose) {
      const request: ChallengeRequest = { app, platform, purpose };
      return (await call("/v1/challenges", request, readChallenge)).challenge;
    },
    enrol(evidence) {
      const request: EnrolmentRequest = { evidence };
      return call("/v1/enrolments", request, readEnrolment);
    },
    attest(credential, evidence, assertion) {
      const request: AttestationRequest = { credential, evidence, ...(assertion === null ? {} : { assertion }) };
      return call("/v1/attestations", request, readAttestation);
    },
    config: () => call(`/v1/config?${new URLSearchParams({ app, platform })}`, null, readConfig),
  };
}

const DEVELOPMENT_ENDS: ReadonlyMap<string, AttestryDevelopmentCredentialError["ended"]> = new Map([
  ["development_credential_expired", "expired"],
  ["development_credential_revoked", "revoked"],
  ["development_credential_used_up", "used-up"],
]);

function refusal(answer: ServiceAnswer): Error {
  const { code, description } = errorBody(answer.body);
  if (code === "use_attestation_challenge" || code === "invalid_token") return new Refusal(code);
  const ended = code === null ? undefined : DEVELOPMENT_ENDS.get(code);
  if (ended !== undefined) return new AttestryDevelopmentCredentialError(ended, description);
  const detail = `The service answered ${answer.status} ${code ?? "without an error code"}. ${description}`.trim();
  if (answer.status === 429 || answer.status >= 500 || code === null) {
    return new AttestryNetworkError("NO_SERVICE", new Error(detail), retryAfterSeconds(answer.retryAfter));
  }
  return new AttestryOtherError("INTERNAL_ERROR", undefined, detail);
}

/** An error in the shape of RFC 6749 section 5.2; no code when the answer is not one of our service's. */
function errorBody(body: string): { code: string | null; description: string } {
  try {
    const { error, error_description } = members(JSON.parse(body));
    if (typeof error !== "string" || !/^[a-z_]{1,64}$/.test(error)) return { code: null, description: "" };
    return { code: error, description: typeof error_description === "string" ? printable(error_description, 200) : "" };
  } catch {
    return { code: null, description: "" };
  }
}

/** Retry-After in seconds (RFC 9110 section 10.2.3); our service sends no dates. */
function retryAfterSeconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}
