import { and, eq, isNull } from "drizzle-orm";
import type { Database } from "../../../drizzle/client";
import { secretVaultKeys } from "../../../drizzle/schema";
import { secretPurpose } from "../../contract/secret-sealing";
import { SECRET_BYTES_MAX } from "../../contract/secrets";
import { AttestryError } from "../../errors";
import { readJweHeader } from "../../secrets/jwe";

/** What the server can know of a sealed value. */
export interface SealedValue {
  readonly sealed: string;
  readonly vaultKid: string;
  readonly bytes: number;
}

/**
 * Checks what can be checked without opening it: that it was sealed for this secret, to a key of the vault, and is not
 * too long. Throws `invalid_request` for the field, or `conflict` when the vault's key has changed meanwhile.
 */
export async function checkSealedValue(
  db: Pick<Database, "select">,
  uid: string,
  sealed: string,
): Promise<SealedValue> {
  const { kid, purpose, bytes } = headerOf(sealed);
  if (purpose !== secretPurpose(uid)) throw refused("It was sealed for another secret.");
  if (bytes === 0) throw refused("A secret can't be empty.");
  if (bytes > SECRET_BYTES_MAX) {
    throw refused(`A secret can have ${SECRET_BYTES_MAX} bytes at most; this one has ${bytes}.`);
  }
  const [key] = await db
    .select({ kid: secretVaultKeys.kid })
    .from(secretVaultKeys)
    .where(and(eq(secretVaultKeys.kid, kid), isNull(secretVaultKeys.retiredAt)));
  if (key === undefined) {
    throw new AttestryError(
      "conflict",
      "It was sealed to a key that is not the vault's. Load the vault's key and seal again.",
    );
  }
  return { sealed, vaultKid: kid, bytes };
}

/** Bytes of the value that was sealed. Throws `invalid_request` for what is no sealed value. */
export function sealedBytes(sealed: string): number {
  return headerOf(sealed).bytes;
}

function headerOf(sealed: string) {
  try {
    return readJweHeader(sealed);
  } catch {
    throw refused("It is not a sealed value: a compact JWE with ECDH-ES and A256GCM, kid and purpose.");
  }
}

function refused(message: string): AttestryError {
  return new AttestryError("invalid_request", "Not valid: sealed.", { fields: { sealed: message } });
}
