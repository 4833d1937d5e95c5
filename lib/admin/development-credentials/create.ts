import { randomUUID } from "node:crypto";
import { developmentCredentials } from "../../../drizzle/schema";
import { idParams } from "../../contract/admin/common";
import {
  CREDENTIAL_DAYS_MAX,
  createDevelopmentCredentialSchema,
  createdDevelopmentCredentialSchema,
} from "../../contract/admin/development-credentials";
import { formatDevelopmentSecret } from "../../contract/development-secret";
import { generateP256Keys } from "../../encoding/p256-keys";
import { AttestryError } from "../../errors";
import { lockApp } from "../apps/public-app";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseFuture } from "../future";
import { firstRow } from "../rows";
import { publicCredentials } from "./public-credential";

const DAY_MS = 86_400_000;

export const createDevelopmentCredential = defineEndpoint({
  method: "POST",
  path: "/api/apps/{id}/development-credentials",
  summary: "Make a credential for development or CI; the answer holds its private key, once",
  permission: "overrides:write",
  params: idParams,
  body: createDevelopmentCredentialSchema,
  response: createdDevelopmentCredentialSchema,
  status: 201,
  run: (context) => {
    const { now, body } = context;
    const expiresAt = parseExpiry(body.expiresAt, now);
    const { id: credentialId, publicJwk, secret } = makeKey();
    return change(context, { configuration: true }, async (tx) => {
      const app = await lockApp(tx, context.params.id);
      const rows = await tx
        .insert(developmentCredentials)
        .values({
          appId: app.id,
          credentialId,
          name: body.name,
          purpose: body.purpose,
          waives: [...new Set(body.waives)],
          publicJwk,
          createdBy: context.principal.name,
          createdAt: now,
          expiresAt,
          usesMax: body.usesMax,
        })
        .returning();
      const [credential] = await publicCredentials(tx, [firstRow(rows)]);
      if (credential === undefined) throw new Error("the credential is not shown");
      return {
        answer: { credential, secret },
        audit: {
          action: "development-credential.create",
          entity: `app:${app.id}/development-credential:${credential.id}`,
          after: credential,
        },
      };
    });
  },
});

function parseExpiry(text: string, now: Date): Date {
  const expiresAt = parseFuture(text, "expiresAt", now) ?? now;
  if (expiresAt.getTime() - now.getTime() <= CREDENTIAL_DAYS_MAX * DAY_MS) return expiresAt;
  throw new AttestryError("invalid_request", "Not valid: expiresAt.", {
    fields: { expiresAt: `At most ${CREDENTIAL_DAYS_MAX} days from now.` },
  });
}

function makeKey() {
  const id = randomUUID();
  const { publicJwk, privateJwk } = generateP256Keys();
  return { id, publicJwk, secret: formatDevelopmentSecret({ id, jwk: privateJwk }) };
}
