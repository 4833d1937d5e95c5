import type {
  AttestationRequest,
  ChallengeRequest,
  ConfigResponse,
  EnrolmentRequest,
  EnrolmentResponse,
} from "../lib/contract/protocol";
import { type AttestationAnswer, members, readAttestation, readChallenge, readConfig, readEnrolment } from "./answers";
import { printable } from "./encoding";
import { AttestryNetworkError, AttestryOtherError } from "./errors";
import { networkError, type ServiceAnswer, type Transport } from "./transport";

/** The attestation service as the SDK sees it. Every call rejects with an `AttestryError` or a {@link Refusal}. */
export interface Service {
  challenge(request: ChallengeRequest): Promise<string>;
  enrol(request: EnrolmentRequest): Promise<EnrolmentResponse>;
  attest(request: AttestationRequest): Promise<AttestationAnswer>;
  config(app: string, platform: string): Promise<ConfigResponse>;
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
  readonly timeoutMs: number;
}

export function createService({ transport, url, timeoutMs }: ServiceOptions): Service {
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
    challenge: async (request) => (await call("/v1/challenges", request, readChallenge)).challenge,
    enrol: (request) => call("/v1/enrolments", request, readEnrolment),
    attest: (request) => call("/v1/attestations", request, readAttestation),
    config: (app, platform) => call(`/v1/config?${new URLSearchParams({ app, platform })}`, null, readConfig),
  };
}

function refusal(answer: ServiceAnswer): Error {
  const { code, description } = errorBody(answer.body);
  if (code === "use_attestation_challenge" || code === "invalid_token") return new Refusal(code);
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
