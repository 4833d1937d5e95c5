import type { Database } from "../../../drizzle/client";
import { vaultKeys } from "../../../drizzle/schema";
import { generateP256Keys } from "../../encoding/p256-keys";
import { importVaultPrivateKey, open } from "../../secrets/sealing";
import type { Opener } from "../channel-secret";

/** A vault of its own, its public half in the database. */
export async function makeVault(db: Database): Promise<Opener> {
  const { privateJwk, publicJwk } = generateP256Keys();
  const privateKey = await importVaultPrivateKey(privateJwk);
  await db.insert(vaultKeys).values({ kid: "test", publicJwk, provider: "file" });
  return { open: (purpose, sealed) => open(privateKey, purpose, sealed) };
}
