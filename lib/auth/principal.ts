import type { Role } from "../contract/outcome";
import type { Permission } from "../contract/permissions";
import { AttestryError } from "../errors";

/** Who makes a request, after authentication. */
export interface Principal {
  readonly kind: "user" | "api-key";
  /** Row id in `users` or `api_keys`. */
  readonly id: number;
  /** E-mail address of a person, name of a key: what audit entries call the actor. */
  readonly name: string;
  readonly role: Role;
  /** What an API key was narrowed to; null for its whole role, and for every person. */
  readonly scopes: readonly Permission[] | null;
  /** The session of a person's browser; null for a key. */
  readonly sessionId: string | null;
}

/** A principal that is a person in a browser. */
export interface Person extends Principal {
  readonly kind: "user";
  readonly scopes: null;
  readonly sessionId: string;
}

/** Narrows to a person; an API key has no sessions and no password. Throws `forbidden`. */
export function requirePerson(principal: Principal): Person {
  if (principal.kind === "user" && principal.sessionId !== null)
    return { ...principal, kind: principal.kind, scopes: null, sessionId: principal.sessionId };
  throw new AttestryError("forbidden", "This needs a person who is signed in; an API key can't do it.");
}
