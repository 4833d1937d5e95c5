import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import {
  apiDomains,
  apiKeys,
  apps,
  builds,
  developmentCredentials,
  revocationLists,
  tokenKeys,
} from "../../../drizzle/schema";
import { expiringSchema } from "../../contract/admin/expiring";
import { tokenSettingsSchema } from "../../contract/tokens";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { firstRow } from "../rows";
import { getExpiring } from "./get";

const { db } = await testDatabase();
const now = new Date("2026-11-20T10:00:00Z");
const services = testServices(db, () => now);
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const app = { platform: "android", appId: "com.example.pay", name: "Pay" } as const;
const { id: appId } = firstRow(await db.insert(apps).values(app).returning());
const archived = { ...app, appId: "com.example.old", archivedAt: now };
const { id: oldId } = firstRow(await db.insert(apps).values(archived).returning());

const build = (versionName: string, expiresAt: Date | null, more: object = {}) => ({
  ...{ appId, versionName, versionCode: Number(versionName.replaceAll(".", "")), signerDigests: ["ab"], expiresAt },
  ...{ source: "manual", registeredBy: "ada" },
  ...more,
});
const key = (name: string, expiresAt: Date | null, more: object = {}) => ({
  ...{ name, prefix: `at_${name}`, keyHash: randomBytes(32), role: "analyst" as const, createdBy: "ada", expiresAt },
  ...more,
});
const list = (host: string, more: object) => ({
  ...{ host, source: "https://list.example", retrievedAt: inDays(-3), entries: 3, sha256: "ab".repeat(32) },
  ...{ checkedAt: now, nextAt: inDays(0.1), maximumAgeSeconds: 7 * 86_400, problem: null },
  ...more,
});

it("names what ends within two weeks or ended within a day, soonest first, and nothing that was ended by hand", async () => {
  const { id: domain } = firstRow(
    await db
      .insert(apiDomains)
      .values({ domain: "api.example.com", tokenSettings: tokenSettingsSchema.parse({}) })
      .returning(),
  );
  await db
    .insert(builds)
    .values([
      build("1.0.0", inDays(-0.5)),
      build("1.1.0", inDays(13)),
      build("1.2.0", inDays(15)),
      build("1.3.0", inDays(3), { revokedAt: now }),
      build("1.4.0", inDays(-2)),
      build("1.5.0", null),
      build("1.6.0", inDays(3), { appId: oldId }),
    ]);
  await db.insert(tokenKeys).values({
    ...{ apiDomainId: domain, kid: "k1", algorithm: "HS512", fingerprint: "ff", sealed: "none" },
    ...{ supersededAt: now, retiresAt: inDays(1) },
  });
  await db.insert(apiKeys).values([key("ci", inDays(2)), key("gone", inDays(2), { revokedAt: now })]);
  await db.insert(developmentCredentials).values({
    ...{ appId, credentialId: randomUUID(), name: "Robin's phone", purpose: "development", waives: [] },
    publicJwk: { kty: "EC", crv: "P-256", x: "x", y: "y" },
    ...{ createdBy: "ada", createdAt: now, expiresAt: inDays(5) },
  });
  await db.insert(revocationLists).values([list("renewed", {}), list("stuck", { problem: "unreachable" })]);
  const { headers } = await withApiKey(services, "analyst");
  const { items } = expiringSchema.parse((await call(services, getExpiring, { headers })).body);
  expect(items.map(({ kind, name, detail }) => `${kind} ${name} ${detail}`.trim())).toEqual([
    "build Pay 1.0.0",
    "token-key api.example.com k1",
    "api-key ci at_ci",
    "revocation-list stuck",
    "development-credential Pay Robin's phone",
    "build Pay 1.1.0",
  ]);
  expect(items.map(({ ownerId }) => ownerId)).toEqual([appId, domain, null, null, appId, appId]);
});
