/** What an attempt was and how it ended, with the numbers that events and rollups store. Never renumber. */

export const ATTEMPT_KINDS = { challenge: 0, enrolment: 1, attestation: 2 } as const;
export type AttemptKind = keyof typeof ATTEMPT_KINDS;
export const ATTEMPT_KIND_IDS = Object.keys(ATTEMPT_KINDS) as readonly AttemptKind[];

export const OUTCOMES = { fail: 0, pass: 1 } as const;
export type Outcome = keyof typeof OUTCOMES;
export const OUTCOME_IDS = Object.keys(OUTCOMES) as readonly Outcome[];

/** How an override changed a decision: not at all, or by force. */
export const OVERRIDE_KINDS = { none: 0, "force-pass": 1, "force-fail": 2, ban: 3 } as const;
export type OverrideKind = keyof typeof OVERRIDE_KINDS;
export const OVERRIDE_KIND_IDS = Object.keys(OVERRIDE_KINDS) as readonly OverrideKind[];

export const ROLES = ["analyst", "policy-owner", "secrets-admin", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Crockford base32 without I, L, O, U. */
const ARC_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const ARC_LENGTH = 10;

/** The attestation response code for ten random bytes: 50 bits, shown to the app, resolved by the console only. */
export function encodeArc(random: Uint8Array): string {
  let arc = "";
  for (const byte of random.subarray(0, ARC_LENGTH)) arc += ARC_ALPHABET.charAt(byte & 31);
  return arc;
}

/** Reads an ARC as a person types it: case, blanks and the usual look-alikes are forgiven. Null when it is none. */
export function parseArc(text: string): string | null {
  const arc = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return arc.length === ARC_LENGTH && [...arc].every((letter) => ARC_ALPHABET.includes(letter)) ? arc : null;
}
