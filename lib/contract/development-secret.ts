/** What both ends of a development token share. The SDK bundles this module, so it imports nothing. */

/** `typ` of a development token (RFC 8725 section 3.11: one for each use). */
export const DEVELOPMENT_TYP = "attestry-development+jwt";
/** How long a development token may be valid, in seconds: it is made for one enrolment. */
export const DEVELOPMENT_TOKEN_TTL_SECONDS = 300;

/** A credential with its private key (RFC 7518 section 6.2.2), as it is shown once. */
export interface DevelopmentSecret {
  /** The credential's UUID. */
  readonly id: string;
  readonly jwk: {
    readonly kty: "EC";
    readonly crv: "P-256";
    readonly x: string;
    readonly y: string;
    readonly d: string;
  };
}

const PREFIX = "attestry-dev.";
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One line to keep where secrets are kept. */
export function formatDevelopmentSecret({ id, jwk: { x, y, d } }: DevelopmentSecret): string {
  return `${PREFIX}${[id, x, y, d].join(".")}`;
}

/** Reads it back; null when it is none. */
export function parseDevelopmentSecret(line: string): DevelopmentSecret | null {
  if (!line.startsWith(PREFIX)) return null;
  const [id = "", x = "", y = "", d = "", ...rest] = line.slice(PREFIX.length).trim().split(".");
  if (rest.length > 0 || !UUID.test(id) || ![x, y, d].every((part) => COORDINATE.test(part))) return null;
  return { id, jwk: { kty: "EC", crv: "P-256", x, y, d } };
}
