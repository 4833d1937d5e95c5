import { AttestryError } from "../errors";

/** Reads an expiry, which has to lie ahead; null stays null. Throws `invalid_request` for the field. */
export function parseFuture(text: string | null, field: string, now: Date): Date | null {
  if (text === null) return null;
  const at = new Date(text);
  if (at > now) return at;
  throw new AttestryError("invalid_request", `Not valid: ${field}.`, {
    fields: { [field]: `Has passed. The earliest is now, ${now.toISOString()}.` },
  });
}
