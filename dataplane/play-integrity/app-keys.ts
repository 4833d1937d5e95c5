import { createPublicKey, createSecretKey } from "node:crypto";
import type { playIntegrityKeys } from "../../drizzle/schema";
import type { PlayIntegrityKeys } from "../../lib/attestation/verifiers/play-integrity/context";
import { playKeysPurpose, playKeysSchema } from "../../lib/contract/play-keys";
import type { Log } from "../../lib/log";
import type { Vault } from "../vault";

type Row = typeof playIntegrityKeys.$inferSelect;

/**
 * Opens the apps' Play Integrity keys, by app; several of one app all count, which is how they rotate. Sealed by whoever
 * stored them, so nobody checked them before: a set that can't be used is left out and told to the log.
 */
export async function openPlayKeys(
  vault: Vault,
  rows: readonly Row[],
  log: Log,
): Promise<Map<number, PlayIntegrityKeys>> {
  const byApp = new Map<number, PlayIntegrityKeys>();
  for (const row of rows) {
    const opened = await openRow(vault, row).catch((error: unknown) => {
      log.error("Play Integrity keys can't be used", error, { app: row.appId, keys: row.id });
      return null;
    });
    if (opened === null) continue;
    const known = byApp.get(row.appId) ?? { decryption: [], verification: [] };
    byApp.set(row.appId, {
      decryption: [...known.decryption, ...opened.decryption],
      verification: [...known.verification, ...opened.verification],
    });
  }
  return byApp;
}

async function openRow(vault: Vault, { appId, sealed }: Row): Promise<PlayIntegrityKeys> {
  const opened = await vault.open(playKeysPurpose(appId), sealed);
  const { decryptionKey, verificationKey } = playKeysSchema.parse(JSON.parse(opened.toString("utf8")));
  const spki = { key: Buffer.from(verificationKey, "base64"), format: "der", type: "spki" } as const;
  return { decryption: [createSecretKey(Buffer.from(decryptionKey, "base64"))], verification: [createPublicKey(spki)] };
}
