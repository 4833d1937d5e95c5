/**
 * Development credentials: what lets builds that are not released pass where they are developed and tested. Whoever
 * holds one signs a development token for each enrolment; docs/protocol.md "Development and CI" explains it.
 */
import { z } from "zod";
import { FIXED_REJECT } from "./policy";
import { SIGNAL_IDS, type Signal } from "./signals";

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
