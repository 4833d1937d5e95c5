import { eq } from "drizzle-orm";
import { decodeProtectedHeader } from "jose";
import type { Transaction } from "../../../drizzle/client";
import { playIntegrityKeys, vaultKeys } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { addPlayKeysSchema, playKeySetSchema } from "../../contract/admin/play-keys";
import { playKeysPurpose } from "../../contract/play-keys";
import { AttestryError } from "../../errors";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { publicPlayKeys } from "./public-play-keys";

export const addPlayKeys = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/play-keys",
  summary: "Store a set of Play Integrity keys, sealed to the vault; every set that is not revoked opens tokens",
  permission: "secrets:write",
  params: idParams,
  body: addPlayKeysSchema,
  response: playKeySetSchema,
  status: 201,
  run: (context) =>
    change(context, { configuration: true }, async (tx) => {
      const app = await lockApp(tx, context.params.id);
      if (app.platform !== "android")
        throw new AttestryError("conflict", "Play Integrity speaks for Android apps only.");
      const { sealed, fingerprint } = context.body;
      await assertSealed(tx, sealed, playKeysPurpose(app.id));
      const values = { appId: app.id, sealed, fingerprint, createdBy: context.principal.name, createdAt: context.now };
      const keys = publicPlayKeys(firstRow(await tx.insert(playIntegrityKeys).values(values).returning()));
      return { answer: keys, audit: { action: "play-keys.add", entity: `app:${app.id}`, after: keys } };
    }),
});

/** What can be told without the private key: sealed how, to which key, for what. */
async function assertSealed(tx: Transaction, sealed: string, purpose: string): Promise<void> {
  const header = readHeader(sealed);
  const [vault] = await tx
    .select({ kid: vaultKeys.kid })
    .from(vaultKeys)
    .where(eq(vaultKeys.kid, String(header.kid)));
  const fits = header.alg === "ECDH-ES" && header.enc === "A256GCM" && header.purpose === purpose;
  if (fits && vault !== undefined) return;
  const message = "The keys are not sealed to this installation's vault for this app.";
  throw new AttestryError("invalid_request", message, { fields: { sealed: message } });
}

function readHeader(sealed: string): { alg?: unknown; enc?: unknown; kid?: unknown; purpose?: unknown } {
  try {
    return decodeProtectedHeader(sealed);
  } catch {
    // jose throws a TypeError for a header that is no JSON object: it has none of the members either.
    return {};
  }
}
