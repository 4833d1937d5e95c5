/** Evidence files (docs/evidence-files.md), recognised by their members. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { EvidenceCase, EvidenceInput, Expectation, Negative } from "./evidence-case";

/** The file is JSON, or should be, and what it says can't be appraised. */
export class UnreadableEvidenceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UnreadableEvidenceError";
  }
}

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]*={0,2}$/, "not base64")
  .transform((text) => Buffer.from(text, "base64"));

const keyAttestation = z
  .looseObject({
    chain: z.array(z.string()),
    challenge: base64.nullish(),
    packageName: z.string().optional(),
    signerDigests: z.array(z.string().toLowerCase()).optional(),
  })
  .transform(({ chain, challenge, packageName, signerDigests }): EvidenceInput => {
    const app = packageName === undefined ? null : { packageName, signerDigests: signerDigests ?? [] };
    return { kind: "key-attestation", input: { chain, challenge: challenge ?? null, app } };
  });

const appIdentity = { appId: z.string().optional(), teamId: z.string().optional(), bundleId: z.string().optional() };

const attestation = z
  .looseObject({
    ...appIdentity,
    attestationObject: z.string(),
    keyId: z.string(),
    environment: z.enum(["production", "development"]).default("production"),
    challenge: base64.nullish(),
    clientDataHash: base64.nullish(),
    validationCategories: z.array(z.int().min(0)).optional(),
  })
  .transform(({ challenge, clientDataHash, ...given }, ctx): EvidenceInput => {
    const { attestationObject, keyId, environment, validationCategories = null } = given;
    const hash = clientDataHash ?? (challenge == null ? null : sha256(challenge));
    const app = { appId: appIdOf(given, ctx), environment, validationCategories };
    return { kind: "app-attest-attestation", input: { attestationObject, keyId, clientDataHash: hash, ...app } };
  });

const assertion = z
  .looseObject({
    ...appIdentity,
    assertion: z.string(),
    publicKeyX962: base64,
    previousCounter: z.int().min(0).default(0),
    clientData: base64.optional(),
    clientDataHash: base64.optional(),
  })
  .transform(({ assertion: text, publicKeyX962, previousCounter, clientData, clientDataHash, ...app }, ctx) => {
    const hash = clientDataHash ?? (clientData === undefined ? undefined : sha256(clientData));
    if (hash === undefined) ctx.addIssue("clientDataHash or clientData is missing");
    const input = { assertion: text, publicKeyX962, previousCounter, appId: appIdOf(app, ctx) };
    const read: EvidenceInput = {
      kind: "app-attest-assertion",
      input: { ...input, clientDataHash: hash ?? Buffer.alloc(0) },
    };
    return read;
  });

const playIntegrity = z
  .looseObject({
    token: z.string().optional(),
    decryptionKey: base64.optional(),
    verificationKey: base64.optional(),
    payload: z.unknown().optional(),
    packageName: z.string(),
    requestHash: z.string().optional(),
    nonce: z.string().optional(),
    signerDigests: z.array(z.string()).optional(),
    allowedCertSha256: z.array(z.string()).optional(),
    environment: z.enum(["production", "testing"]).default("production"),
    maxAgeSeconds: z.number().positive().optional(),
  })
  .transform((input, ctx): EvidenceInput => {
    const { token: text, decryptionKey, verificationKey, payload, packageName, environment, maxAgeSeconds } = input;
    const token =
      text === undefined || decryptionKey === undefined || verificationKey === undefined
        ? null
        : { text, decryptionKey, verificationKey };
    if (text !== undefined && token === null) ctx.addIssue("a token needs decryptionKey and verificationKey");
    const binding =
      input.nonce === undefined
        ? ({ kind: "standard", requestHash: input.requestHash ?? "" } as const)
        : ({ kind: "classic", nonce: input.nonce } as const);
    const signerDigests = input.signerDigests ?? input.allowedCertSha256 ?? [];
    return {
      kind: "play-integrity",
      input: {
        ...{ token, payload, packageName, signerDigests, binding, environment },
        ...(maxAgeSeconds === undefined ? {} : { maximumAgeSeconds: maxAgeSeconds }),
      },
    };
  });

const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "not an instant")
  .transform((text) => new Date(text));

const header = z.looseObject({
  id: z.string(),
  validAt: instant.nullish(),
  expected: z.unknown().optional(),
  negatives: z.array(z.looseObject({ change: z.record(z.string(), z.unknown()), step: z.string() })).optional(),
});

/** Which schema reads an input, by the member that only its format has. */
const INPUTS: readonly (readonly [member: string, schema: z.ZodType<EvidenceInput>])[] = [
  ["chain", keyAttestation],
  ["attestationObject", attestation],
  ["assertion", assertion],
  ["token", playIntegrity],
  ["payload", playIntegrity],
];

/**
 * The cases of a file; null when it is JSON of something else. Throws an {@link UnreadableEvidenceError} when it is no
 * JSON, or when it is evidence of a form that can't be read.
 */
export function parseEvidenceFile(text: string): EvidenceCase[] | null {
  const file = parseJson(text);
  if (!isObject(file)) return null;
  if (isObject(file.input)) return readCase(file, file.input);
  if (!Array.isArray(file.cases)) return null;
  const cases = file.cases.filter(isObject);
  // Several cases that share an input or a configuration.
  if (isObject(file.baseInput)) {
    const { baseInput, validAt } = file;
    return cases.flatMap((one) => readCase({ validAt, ...one }, { ...baseInput, ...one }) ?? []);
  }
  if (isObject(file.config)) {
    const { config } = file;
    return cases.flatMap((one) => readCase({ validAt: config.now, ...one }, { ...config, ...one }) ?? []);
  }
  return null;
}

function readCase(head: Record<string, unknown>, input: Record<string, unknown>): EvidenceCase[] | null {
  const schema = INPUTS.find(([member]) => Object.hasOwn(input, member))?.[1];
  if (schema === undefined) return null;
  const { id, validAt, expected, negatives } = read(header, head, "");
  const base = { id, validAt: validAt ?? null, expected: parseExpectation(expected) };
  const changed = (negatives ?? []).map(({ change, step }): Negative => {
    const { now, ...rest } = change;
    const at = now === undefined ? base.validAt : read(instant, now, "now");
    const altered = read(schema, { ...input, ...rest }, "negatives");
    return { step, changed: { ...base, validAt: at, negatives: [], ...altered } };
  });
  return [{ ...base, negatives: changed, ...read(schema, input, "input") }];
}

/** The verdict as the published files write it: a word, {result}, or {chain, strictPolicy, sourceAsserts}. */
function parseExpectation(expected: unknown): Expectation | null {
  if (typeof expected === "string") return both(verdictOf(expected));
  if (!isObject(expected)) return null;
  // The source project's own test outranks the recomputed verdict.
  if (typeof expected.sourceAsserts === "string" && expected.sourceAsserts.includes("must throw")) return both("fail");
  if (typeof expected.result === "string") return both(verdictOf(expected.result));
  const { chain, strictPolicy } = expected;
  if (typeof chain !== "string" || typeof strictPolicy !== "string") return null;
  return { chain: verdictOf(chain), strict: verdictOf(strictPolicy) };
}

function both(verdict: Expectation["strict"]): Expectation {
  return { strict: verdict, chain: verdict };
}

function verdictOf(text: string): Expectation["strict"] {
  if (text === "pass" || text === "partial" || text === "policy") return text;
  return "fail";
}

function read<Output>(schema: z.ZodType<Output>, value: unknown, where: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = [where, ...(issue?.path ?? [])].filter((part) => part !== "").join(".");
  throw new UnreadableEvidenceError(`${path || "the file"}: ${issue?.message ?? "unreadable"}`);
}

interface AppIdentity {
  readonly appId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly bundleId?: string | undefined;
}

function appIdOf(app: AppIdentity, ctx: z.RefinementCtx): string {
  if (app.appId !== undefined) return app.appId;
  if (app.teamId !== undefined && app.bundleId !== undefined) return `${app.teamId}.${app.bundleId}`;
  ctx.addIssue("appId, or teamId and bundleId, are missing");
  return "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnreadableEvidenceError("it is not JSON", { cause });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
