/**
 * Google's status list of attestation certificates
 * (https://android.googleapis.com/attestation/status, shape at developer.android.com "Verifying hardware-backed key
 * pairs with key attestation"). Parsed here, fetched and kept elsewhere.
 */

/** One certificate's entry. A status nobody knows counts as revoked. */
export interface RevocationEntry {
  readonly status: "OK" | "SUSPENDED" | "REVOKED" | "unknown";
  readonly reason: string | null;
}

/** By serial: lower-case hex without leading zeros. */
export type RevocationList = ReadonlyMap<string, RevocationEntry>;

/** A list that can't be relied on: keep the last good copy. */
export class RevocationListError extends Error {
  readonly code = "malformed-revocation-list";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RevocationListError";
  }
}

const TEXT_MAX = 64 * 1024 * 1024;
const SEVERITY = { OK: 0, SUSPENDED: 1, unknown: 2, REVOKED: 3 } as const;

/** Reads the JSON of a status list; throws a {@link RevocationListError} when it is anything else. */
export function parseRevocationList(json: string): RevocationList {
  if (json.length > TEXT_MAX) throw new RevocationListError("The revocation list is larger than 64 MB.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new RevocationListError("The revocation list is not JSON.", { cause });
  }
  const entries = isObject(parsed) ? parsed.entries : undefined;
  if (!isObject(entries)) throw new RevocationListError("The revocation list has no entries.");
  const list = new Map<string, RevocationEntry>();
  for (const [key, value] of Object.entries(entries)) {
    const serial = normaliseSerial(key);
    if (serial === null) throw new RevocationListError("A serial in the revocation list is not hexadecimal.");
    const entry = parseEntry(value);
    const known = list.get(serial);
    if (known === undefined || SEVERITY[entry.status] > SEVERITY[known.status]) list.set(serial, entry);
  }
  return list;
}

/** The entry of a certificate's serial, null where the list does not name it. */
export function revocationOf(list: RevocationList, serialHex: string): RevocationEntry | null {
  return list.get(normaliseSerial(serialHex) ?? serialHex) ?? null;
}

export function isRevoked(entry: RevocationEntry | null): boolean {
  return entry !== null && entry.status !== "OK";
}

/** Serials are hex even where they look decimal; case and leading zeros differ between sources. */
export function normaliseSerial(text: string): string | null {
  const serial = text.trim().toLowerCase();
  return /^[0-9a-f]{1,64}$/.test(serial) ? serial.replace(/^0+(?=.)/, "") : null;
}

function parseEntry(value: unknown): RevocationEntry {
  const { status, reason } = isObject(value) ? value : {};
  return {
    status: status === "OK" || status === "SUSPENDED" || status === "REVOKED" ? status : "unknown",
    reason: typeof reason === "string" ? reason : null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
