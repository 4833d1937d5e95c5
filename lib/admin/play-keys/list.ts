import { desc, eq } from "drizzle-orm";
import { playIntegrityKeys, vaultKeys } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import { playKeysStateSchema } from "../../contract/admin/play-keys";
import { playKeysPurpose } from "../../contract/play-keys";
import { findApp } from "../apps/public-app";
import { defineEndpoint } from "../endpoint";
import { publicPlayKeys } from "./public-play-keys";

export const listPlayKeys = defineEndpoint({
  method: "GET",
  path: "/api/apps/{id}/play-keys",
  summary: "The sets of Play Integrity keys of an app, and the public key that a new set is sealed to",
  permission: "read",
  params: idParams,
  response: playKeysStateSchema,
  run: async ({ db, params }) => {
    const app = await findApp(db, params.id);
    const rows = await db
      .select()
      .from(playIntegrityKeys)
      .where(eq(playIntegrityKeys.appId, app.id))
      .orderBy(desc(playIntegrityKeys.id));
    const [vault] = await db.select().from(vaultKeys).orderBy(desc(vaultKeys.createdAt)).limit(1);
    const purpose = playKeysPurpose(app.id);
    return {
      keys: rows.map(publicPlayKeys),
      seal: vault === undefined ? null : { kid: vault.kid, publicJwk: vault.publicJwk, purpose },
    };
  },
});
