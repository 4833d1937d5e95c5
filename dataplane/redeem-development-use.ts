import type pg from "pg";
import type { DevelopmentCredential } from "../lib/attestation/reference-values";
import { AttestryError } from "../lib/errors";

/**
 * Counts one enrolment against a credential's limit, in one statement: of any number at once, no more than the limit
 * get through. Throws where it can't be counted: a limit that is not kept is none.
 */
export async function redeemDevelopmentUse(
  pool: pg.Pool,
  { credentialId, usesMax }: DevelopmentCredential,
): Promise<boolean> {
  if (usesMax === null) return true;
  const { rowCount } = await pool.query(REDEEM, [credentialId, usesMax]).catch((cause: unknown) => {
    throw new AttestryError("temporarily_unavailable", "The use could not be counted; try again shortly.", { cause });
  });
  return rowCount === 1;
}

const REDEEM = `
INSERT INTO development_credential_redemptions AS r VALUES ($1, 1)
ON CONFLICT (credential_id) DO UPDATE SET n = r.n + 1 WHERE r.n < $2`;
