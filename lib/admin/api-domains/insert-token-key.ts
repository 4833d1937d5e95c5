import { desc } from "drizzle-orm";
import type { Database, Transaction } from "../../../drizzle/client";
import { tokenKeys, vaultKeys } from "../../../drizzle/schema";
import type { SecretExport } from "../../contract/admin/api-domains";
import type { TokenAlgorithm } from "../../contract/tokens";
import { AttestryError } from "../../errors";
import { seal } from "../../secrets/sealing";
import { generateTokenKey } from "../../secrets/token-key";
import { exportSecret } from "../../secrets/token-key-export";

type TokenKeyRow = Omit<typeof tokenKeys.$inferInsert, "apiDomainId">;

export interface SealedTokenKey {
  readonly row: TokenKeyRow;
  /** What the one answer shows of it; null for key pairs. */
  readonly secret: SecretExport | null;
}

/**
 * Makes a token key and seals it to the vault. Throws `temporarily_unavailable` while there is no vault: the data
 * plane makes it when it first starts.
 */
export async function makeTokenKey(
  db: Pick<Database, "select">,
  { algorithm, asciiSecret }: { algorithm: TokenAlgorithm; asciiSecret: boolean },
  now: Date,
): Promise<SealedTokenKey> {
  const [vaultKey] = await db.select().from(vaultKeys).orderBy(desc(vaultKeys.createdAt)).limit(1);
  if (vaultKey === undefined) {
    throw new AttestryError(
      "temporarily_unavailable",
      "There is no vault to keep the key in yet: the data plane makes it when it first starts. Start it, then try again.",
    );
  }
  const { kid, privateJwkBytes, publicJwk, fingerprint, secret } = await generateTokenKey(algorithm, { asciiSecret });
  const sealed = await seal(vaultKey, `token-key:${kid}`, privateJwkBytes);
  privateJwkBytes.fill(0);
  return {
    row: { kid, algorithm, sealed, publicJwk, fingerprint, createdAt: now },
    secret: secret === null ? null : exportSecret(secret, kid),
  };
}

export async function insertTokenKey(tx: Transaction, apiDomainId: number, row: TokenKeyRow): Promise<void> {
  await tx.insert(tokenKeys).values({ ...row, apiDomainId });
}
