import { apiKeys } from "../../../drizzle/schema";
import { mintApiKey } from "../../auth/api-key";
import { can } from "../../auth/permissions";
import { createApiKeySchema, createdApiKeySchema } from "../../contract/admin/api-keys";
import type { Role } from "../../contract/outcome";
import type { Permission } from "../../contract/permissions";
import { AttestryError } from "../../errors";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { parseFuture } from "../future";
import { firstRow } from "../rows";
import { apiKeyColumns, publicApiKey } from "./public-api-key";

export const createApiKey = defineEndpoint({
  method: "POST",
  path: "/api/api-keys",
  summary: "Create an API key; the answer holds it, once",
  permission: "api-keys:write",
  body: createApiKeySchema,
  response: createdApiKeySchema,
  status: 201,
  run: (context) => {
    const { name, role, scopes } = context.body;
    assertGranted(role, scopes);
    const expiresAt = parseFuture(context.body.expiresAt, "expiresAt", context.now);
    const { key, prefix, keyHash } = mintApiKey();
    return change(context, { configuration: false }, async (tx) => {
      const rows = await tx
        .insert(apiKeys)
        .values({
          name,
          role,
          scopes,
          prefix,
          keyHash,
          expiresAt,
          createdBy: context.principal.name,
          createdAt: context.now,
        })
        .returning(apiKeyColumns);
      const apiKey = publicApiKey(firstRow(rows));
      return {
        answer: { apiKey, key },
        audit: { action: "api-key.create", entity: `api-key:${apiKey.id}`, after: apiKey },
      };
    });
  },
});

/** A scope narrows a role; it can't widen it. */
function assertGranted(role: Role, scopes: readonly Permission[] | null): void {
  const beyond = (scopes ?? []).filter((scope) => !can({ role, scopes: null }, scope));
  if (beyond.length === 0) return;
  throw new AttestryError("invalid_request", "Not valid: scopes.", {
    fields: { scopes: `The role ${role} does not grant ${beyond.join(", ")}.` },
  });
}
