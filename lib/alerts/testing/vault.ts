import { exportJWK, generateKeyPair } from "jose";
import type { Database } from "../../../drizzle/client";
import { vaultKeys } from "../../../drizzle/schema";
import { open } from "../../secrets/sealing";
import type { Opener } from "../channel-secret";

/** A vault of its own, its public half in the database. */
export async function makeVault(db: Database): Promise<Opener> {
  const { publicKey, privateKey } = await generateKeyPair("ECDH-ES", { crv: "P-256", extractable: true });
  const { x = "", y = "" } = await exportJWK(publicKey);
  await db.insert(vaultKeys).values({ kid: "test", publicJwk: { kty: "EC", crv: "P-256", x, y }, provider: "file" });
  return { open: (purpose, sealed) => open(privateKey, purpose, sealed) };
}
