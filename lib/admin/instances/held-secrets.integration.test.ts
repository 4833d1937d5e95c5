import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import {
  apps,
  instances,
  secretHoldings,
  secretSets,
  secrets,
  secretVaultKeys,
  secretVersions,
} from "../../../drizzle/schema";
import { instanceDetailSchema } from "../../contract/instances";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { firstRow } from "../rows";
import { getInstance } from "./get";

const { db } = await testDatabase();
const now = new Date("2026-11-20T10:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const services = testServices(db, () => now);
const { headers } = await withApiKey(services, "analyst");

it("tells which version of each secret an installation was handed and when, and never a value", async () => {
  const app = { platform: "android", appId: "com.example.pay", name: "Pay" } as const;
  const { id: appId } = firstRow(await db.insert(apps).values(app).returning());
  const instanceId = randomUUID();
  const enrolled = { appId, enrolledAt: now, format: "software-key", securityLevel: "none", thumbprint: "t" };
  await db.insert(instances).values({ id: instanceId, ...enrolled, test: false, model: "Pixel 9", evidence: {} });
  const kid = "A".repeat(43);
  await db.insert(secretVaultKeys).values({
    kid,
    publicJwk: { kty: "EC", crv: "P-256", x: "x", y: "y" },
    provider: "file",
    providerKey: "t",
    wrapped: "-",
  });
  const secret = firstRow(
    await db.insert(secrets).values({ uid: randomUUID(), name: "maps-key", domains: [], createdBy: "ada" }).returning(),
  );
  const written = await db
    .insert(secretVersions)
    .values(
      [1, 2].map((version) => ({
        ...{
          secretId: secret.id,
          version,
          vaultKid: kid,
          sealed: "sealed-value",
          bytes: 3,
          fingerprint: "ff",
          note: "",
        },
        ...{ createdBy: "ada", activeFrom: hoursAgo(version === 1 ? 50 : 1), overlapSeconds: 86_400 },
      })),
    )
    .returning();
  await db.insert(secretSets).values({ key: "first", versionIds: [written[0]?.id ?? 0] });
  await db.insert(secretHoldings).values({ instanceId, setKey: "first", facetId: 1, deliveredAt: hoursAgo(3) });
  const { body } = await call(services, getInstance, { headers, params: { id: instanceId } });
  expect(instanceDetailSchema.parse(body).secrets).toEqual([
    { secretId: secret.id, name: "maps-key", version: 1, state: "overlapping", deliveredAt: hoursAgo(3).getTime() },
  ]);
  expect(JSON.stringify(body)).not.toContain("sealed-value");
});
