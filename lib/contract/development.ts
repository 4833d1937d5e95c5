/**
 * Development credentials: what lets builds that are not released pass where they are developed and tested. Whoever
 * holds one signs a development token for each enrolment; docs/protocol.md "Development and CI" explains it.
 */
import { z } from "zod";
import { FIXED_REJECT } from "./policy";
import { SIGNAL_IDS, type Signal } from "./signals";

/** `typ` of a development token (RFC 8725 section 3.11: one for each use). */
export const DEVELOPMENT_TYP = "attestry-development+jwt";
/** How long a development token may be valid, in seconds: it is made for one enrolment. */
export const DEVELOPMENT_TOKEN_TTL_SECONDS = 300;

export const DEVELOPMENT_PURPOSES = ["development", "ci"] as const;
export type DevelopmentPurpose = (typeof DEVELOPMENT_PURPOSES)[number];

/** Signals that a credential may waive: those that a policy may set an action for, and no ban. */
export const WAIVABLE_SIGNALS: readonly Signal[] = SIGNAL_IDS.filter((id) => !FIXED_REJECT.includes(id));

/** What comes with a debug build on an emulator. */
export const DEFAULT_WAIVED: readonly Signal[] = [
  "emulator",
  "debugger",
  "dev-mode",
  "software-key",
  "app-not-registered",
  "app-repackaged",
];

/** Claims of a development token: for one app, one instance key, a few minutes. */
export const developmentClaimsSchema = z.strictObject({
  /** App id. */
  aud: z.string().max(200),
  /** RFC 7638 thumbprint of the instance key that enrols, so that a token that leaks is of no use to others. */
  jkt: z.string().max(64),
  iat: z.int().min(0),
  exp: z.int().min(0),
});
export type DevelopmentClaims = z.infer<typeof developmentClaimsSchema>;

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const secretSchema = z.strictObject({
  id: z.guid(),
  jwk: z.strictObject({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate, d: coordinate }),
});
/** A credential with its private key, as it is shown once. */
export type DevelopmentSecret = z.infer<typeof secretSchema>;

const PREFIX = "attestry-dev.";

/** One line to keep where secrets are kept. */
export function formatDevelopmentSecret(secret: DevelopmentSecret): string {
  return PREFIX + btoa(JSON.stringify(secret)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Reads it back; null when it is none. */
export function parseDevelopmentSecret(line: string): DevelopmentSecret | null {
  if (!line.startsWith(PREFIX)) return null;
  try {
    const text = atob(line.slice(PREFIX.length).trim().replaceAll("-", "+").replaceAll("_", "/"));
    const parsed = secretSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
