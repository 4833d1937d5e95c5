/** A small attestation service for the SDK's tests: real HTTP, node:crypto, and the contract's own parsers. */
import { createHash, createHmac, createPublicKey, randomBytes, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ATTESTATION_TYP,
  type AttestationClaims,
  attestationClaimsSchema,
  attestationRequestSchema,
  challengeRequestSchema,
  ENROLMENT_TYP,
  type EnrolmentClaims,
  enrolmentClaimsSchema,
  enrolmentRequestSchema,
} from "../../lib/contract/protocol";
import type { DeliveredSecret, Delivery } from "../../lib/contract/protocol-answers";
import { sealJwe } from "../../lib/secrets/jwe";

/** What a request gets instead of its answer. */
export type Fault =
  | { status: number; headers?: Record<string, string>; body?: string; afterMs?: number }
  | "hang"
  | "reset";

export interface TestService {
  readonly url: string;
  /** Verified claims in the order they came. */
  readonly enrolments: EnrolmentClaims[];
  readonly attestations: AttestationClaims[];
  /** Paths in the order they were asked for. */
  readonly requests: string[];
  readonly settings: {
    domains: { domain: string; headerName: string; headerPrefix: string }[];
    /** Domains without a token of their own. */
    tokenless: string[];
    configVersion: number;
    tokenSeconds: number;
    refreshBeforeExpirySeconds: number;
    /** Reported signals that make the token a decoy. */
    rejected: string[];
    tellReasons: boolean;
    answerAfterMs: number;
    /** What passing instances get. */
    secrets: DeliveredSecret[];
    unavailable: string[];
    storageKey: Buffer;
  };
  /** HS256 key of every domain. */
  readonly secret: Buffer;
  /** The next requests to a path get these instead. */
  fail(path: string, ...faults: Fault[]): void;
  /** Makes every credential issued so far unusable. */
  forgetInstances(): void;
  /** Makes every challenge issued so far unusable. */
  forgetChallenges(): void;
  close(): Promise<void>;
}

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

export async function startTestService(): Promise<TestService> {
  const secret = randomBytes(64);
  const challenges = new Set<string>();
  const instances = new Map<string, string>();
  const faults = new Map<string, Fault[]>();
  const enrolments: EnrolmentClaims[] = [];
  const attestations: AttestationClaims[] = [];
  const requests: string[] = [];
  const settings: TestService["settings"] = {
    domains: [],
    tokenless: [],
    configVersion: 1,
    tokenSeconds: 300,
    refreshBeforeExpirySeconds: 60,
    rejected: ["root"],
    tellReasons: false,
    answerAfterMs: 0,
    secrets: [],
    unavailable: [],
    storageKey: randomBytes(32),
  };

  function redeem(challenge: string): void {
    if (!challenges.delete(challenge)) throw new Refused(400, "use_attestation_challenge");
  }

  function enrol(body: unknown) {
    const { header, payload, signed, signature } = decodeJws(enrolmentRequestSchema.parse(body).evidence);
    const claims = enrolmentClaimsSchema.parse(payload);
    checkSignature(header, ENROLMENT_TYP, JSON.stringify(claims.cnf.jwk), signed, signature);
    redeem(claims.eat_nonce);
    enrolments.push(claims);
    const credential = randomBytes(24).toString("base64url");
    instances.set(credential, JSON.stringify(claims.cnf.jwk));
    const instanceId = createHash("sha256").update(claims.cnf.jwk.x).digest().subarray(0, 16).toString("base64");
    return { instanceId, credential, arc: "0123456789" };
  }

  function attest(body: unknown) {
    const { credential, evidence } = attestationRequestSchema.parse(body);
    const jwk = instances.get(credential);
    if (jwk === undefined) throw new Refused(401, "invalid_token");
    const { header, payload, signed, signature } = decodeJws(evidence);
    const claims = attestationClaimsSchema.parse(payload);
    checkSignature(header, ATTESTATION_TYP, jwk, signed, signature);
    redeem(claims.eat_nonce);
    attestations.push(claims);
    const reasons = claims.signals.filter((signal) => settings.rejected.includes(signal));
    const key = reasons.length === 0 ? secret : randomBytes(64);
    return {
      arc: attestations.length.toString().padStart(10, "0"),
      tokens: settings.domains
        .filter(({ domain }) => !settings.tokenless.includes(domain))
        .map((domain) => ({
          ...domain,
          token: signToken(key, { exp: expiry(settings.tokenSeconds), n: attestations.length, pay: claims.binding }),
          expiresInSeconds: settings.tokenSeconds,
        })),
      ...(claims.wants === undefined ? {} : { delivery: deliver(claims, reasons.length === 0) }),
      ...(settings.tellReasons && reasons.length > 0 ? { reasons } : {}),
    };
  }

  function deliver({ wants = {}, epk }: AttestationClaims, pass: boolean): string {
    const { secrets, unavailable, storageKey } = settings;
    const set = createHash("sha256").update(JSON.stringify(secrets)).digest("base64url").slice(0, 22);
    const values = wants.held_set === set ? {} : { secrets };
    const content: Delivery = pass
      ? {
          pass,
          ...(wants.secrets === true ? { set, ...values, unavailable } : {}),
          ...(wants.storage_key === true ? { storageKey: storageKey.toString("base64url") } : {}),
          ...(wants.jwt_claims === undefined ? {} : { jwt: signToken(secret, wants.jwt_claims) }),
        }
      : { pass, pad: "x".repeat(64) };
    return sealJwe(epk, {}, Buffer.from(JSON.stringify(content)));
  }

  function route(path: string, body: unknown, query: URLSearchParams): unknown {
    if (path === "/v1/challenges") {
      challengeRequestSchema.parse(body);
      const challenge = randomBytes(66).toString("base64url");
      challenges.add(challenge);
      return { challenge, expiresInSeconds: 60 };
    }
    if (path === "/v1/enrolments") return enrol(body);
    if (path === "/v1/attestations") return attest(body);
    const { domains, configVersion, refreshBeforeExpirySeconds } = settings;
    const [app, platform] = [query.get("app"), query.get("platform")];
    return { app, platform, version: configVersion, domains, refreshBeforeExpirySeconds };
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? "/", "http://service");
    requests.push(pathname);
    const fault = faults.get(pathname)?.shift();
    if (fault === "hang") return;
    if (fault === "reset") return void req.socket.destroy();
    const body = await readBody(req);
    await new Promise((resolve) => setTimeout(resolve, fault?.afterMs ?? settings.answerAfterMs));
    if (fault !== undefined) return void res.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    const [status, reply] = answerOf(() => route(pathname, body, searchParams));
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(reply));
  }

  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    enrolments,
    attestations,
    requests,
    settings,
    secret,
    fail: (path, ...more) => void faults.set(path, [...(faults.get(path) ?? []), ...more]),
    forgetInstances: () => instances.clear(),
    forgetChallenges: () => challenges.clear(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
}

function answerOf(handle: () => unknown): [number, unknown] {
  try {
    return [200, handle()];
  } catch (error) {
    if (error instanceof Refused) return [error.status, { error: error.code, error_description: "Refused." }];
    const description = error instanceof Error ? error.message.replace(/\s+/g, " ") : String(error);
    return [400, { error: "invalid_request", error_description: description }];
  }
}

async function readBody(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString());
}

function decodeJws(jws: string) {
  const [header = "", payload = "", signature = ""] = jws.split(".");
  const json = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: json(header), payload: json(payload), signed: `${header}.${payload}`, signature };
}

function checkSignature(header: unknown, typ: string, jwk: string, signed: string, signature: string): void {
  if (JSON.stringify(header) !== JSON.stringify({ alg: "ES256", typ })) throw new Error("unexpected JWS header");
  const key = createPublicKey({ key: JSON.parse(jwk), format: "jwk" });
  const raw = Buffer.from(signature, "base64url");
  const good = verify("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }, raw);
  if (!good) throw new Error("bad signature");
}

function expiry(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function signToken(secret: Buffer, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
