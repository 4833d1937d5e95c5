import { z } from "zod";

export const TOKEN_ALGORITHMS = ["HS256", "ES256", "RS256"] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** A host name, optionally with a port, as an app calls it; no scheme, no path. */
export const domainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:\d{1,5})?$/,
    "A domain is a host name such as api.example.com.",
  );

/** RFC 9110 section 5.6.2: a field name is a token. */
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, "A header name holds letters, digits and -.");

/** How tokens for one API domain look. `iss`, `aud`, `sub` and `iat` are off unless a relying party needs them. */
export const tokenSettingsSchema = z.strictObject({
  algorithm: z.enum(TOKEN_ALGORITHMS).default("HS256"),
  /** Seconds a token lives. */
  ttlSeconds: z.int().min(30).max(86_400).default(300),
  headerName: headerName.default("Attestry-Token"),
  /** Goes into a header as it is: no line breaks, no control characters (RFC 9110 section 5.5). */
  headerPrefix: z
    .string()
    .max(32)
    .regex(/^[\x20-\x7e]*$/, "A prefix is plain text such as Bearer.")
    .default(""),
  /** `iss` value, or null to leave the claim out. */
  issuer: z.string().min(1).max(256).nullable().default(null),
  /** Whether `aud` carries the API domain. */
  audience: z.boolean().default(false),
  /** Whether `sub` carries the instance id. */
  subject: z.boolean().default(false),
  issuedAt: z.boolean().default(false),
  /** Whether the token carries the ARC. */
  arc: z.boolean().default(true),
});
export type TokenSettings = z.infer<typeof tokenSettingsSchema>;
