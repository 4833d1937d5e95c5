import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { apps, tokenKeys, vaultKeys } from "../../../drizzle/schema";
import { type ApiDomain, apiDomainSchema, apiDomainWithSecretSchema } from "../../contract/admin/api-domains";
import { generateP256Keys } from "../../encoding/p256-keys";
import { importVaultPrivateKey, open } from "../../secrets/sealing";
import { listenForConfiguration } from "../../testing/change-listener";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { importTokenKey } from "../../tokens/keys";
import { firstRow } from "../rows";
import { createApiDomain } from "./create";
import { deleteApiDomain } from "./delete";
import { getApiDomain } from "./get";
import { listApiDomains } from "./list";
import { revokeTokenKey } from "./revoke-key";
import { rotateTokenKey } from "./rotate-key";
import { updateApiDomain } from "./update";

const { db, pool, url } = await testDatabase();
const start = new Date("2026-11-20T10:00:00Z");
let clock = start;
const services = testServices(db, () => clock);
const { headers } = await withApiKey(services, "secrets-admin");
const dataPlane = await listenForConfiguration(url);
afterAll(() => dataPlane.close());
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);

const { privateJwk, publicJwk } = generateP256Keys();
const vaultPrivateKey = await importVaultPrivateKey(privateJwk);

const protect = (body: object) => call(services, createApiDomain, { headers, body });
const rotate = (id: number, body: object) => call(services, rotateTokenKey, { headers, params: { id }, body });
const statesOf = ({ keys }: ApiDomain) => keys.map(({ state }) => state);

async function protectedApi(settings: object = {}) {
  const { status, body } = await protect({ domain: `${randomUUID()}.example.com`, tokenSettings: settings });
  expect(status).toBe(201);
  return apiDomainWithSecretSchema.parse(body);
}

async function read(id: number): Promise<ApiDomain> {
  return apiDomainSchema.parse((await call(services, getApiDomain, { headers, params: { id } })).body);
}

/** The stored key as the data plane opens it. */
async function openStored(kid: string) {
  const { sealed, algorithm } = firstRow(await db.select().from(tokenKeys).where(eq(tokenKeys.kid, kid)));
  if (algorithm !== "HS256" && algorithm !== "ES256" && algorithm !== "RS256") throw new Error(algorithm);
  return importTokenKey(kid, algorithm, await open(vaultPrivateKey, `token-key:${kid}`, sealed));
}

describe("an API domain", () => {
  it("can't be protected before the data plane has made the vault, and says so", async () => {
    const { status, body } = await protect({ domain: "api.example.com" });
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: "temporarily_unavailable" });
    await db.insert(vaultKeys).values({ kid: "v1", publicJwk, provider: "file" });
  });

  it("tells its HS256 secret once, in every form, and keeps it sealed to the vault alone", async () => {
    await dataPlane.heard();
    const { status, body } = await protect({ domain: "API.example.com" });
    expect(status).toBe(201);
    const { apiDomain, secret } = apiDomainWithSecretSchema.parse(body);
    expect(apiDomain).toMatchObject({
      domain: "api.example.com",
      tokenSettings: { algorithm: "HS256", ttlSeconds: 300 },
    });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    const { key } = await openStored(secret?.jwk.kid ?? "");
    expect(key.export().toString("base64")).toBe(secret?.base64);

    const forms = [secret?.base64 ?? "", secret?.base64url ?? "", secret?.percentEncoded ?? ""];
    const { rows } = await pool.query(
      "SELECT row_to_json(token_keys)::text FROM token_keys UNION ALL SELECT row_to_json(audit_entries)::text FROM audit_entries",
    );
    const listed = await call(services, listApiDomains, { headers });
    for (const form of forms) expect(JSON.stringify([rows, listed.body])).not.toContain(form);
    expect(JSON.stringify(listed.body)).not.toContain("sealed");
  });

  it.each(["ES256", "RS256"])(
    "with %s shows its public half as JWK and PEM, and the private half to nobody",
    async (algorithm) => {
      const { apiDomain, secret } = await protectedApi({ algorithm });
      expect(secret).toBeNull();
      const [key] = apiDomain.keys;
      expect(key?.publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----/);
      expect(key?.publicJwk).toMatchObject({ kid: key?.kid, alg: algorithm });
      expect(key?.publicJwk).not.toHaveProperty("d");
      expect((await openStored(key?.kid ?? "")).key.type).toBe("private");
    },
  );

  it("is protected once, and named as a host", async () => {
    expect((await protect({ domain: "api.example.com" })).status).toBe(409);
    expect((await protect({ domain: "https://api.example.com/x" })).body).toHaveProperty("fields.domain");
  });

  it("takes new token settings and apps, but another algorithm only by rotation", async () => {
    const { apiDomain } = await protectedApi();
    const app = { platform: "android", appId: "com.example.a", name: "A" } as const;
    const { id: appId } = firstRow(await db.insert(apps).values(app).returning());
    const params = { id: apiDomain.id };
    const update = (body: object) => call(services, updateApiDomain, { headers, params, body });
    const changed = await update({ tokenSettings: { ttlSeconds: 60, headerName: "Approov-Token" }, apps: [appId] });
    expect(changed.body).toMatchObject({
      tokenSettings: { ttlSeconds: 60, headerName: "Approov-Token" },
      apps: [appId],
    });
    expect((await update({ apps: [] })).body).toMatchObject({ apps: [], tokenSettings: { ttlSeconds: 60 } });
    expect((await update({ apps: [999] })).body).toMatchObject({ fields: { apps: "There is no app 999." } });
    expect((await update({ tokenSettings: { algorithm: "ES256" } })).body).toHaveProperty([
      "fields",
      "tokenSettings.algorithm",
    ]);
  });

  it("is deleted with its keys", async () => {
    const { apiDomain } = await protectedApi();
    const params = { id: apiDomain.id };
    await call(services, deleteApiDomain, { headers, params });
    expect((await call(services, getApiDomain, { headers, params })).status).toBe(404);
    expect(await db.select().from(tokenKeys).where(eq(tokenKeys.apiDomainId, apiDomain.id))).toEqual([]);
  });
});

describe("rotating a token key", () => {
  it("lets the new key wait, then sign, while the old one overlaps, then retires", async () => {
    clock = start;
    const { apiDomain, secret: before } = await protectedApi();
    const answered = await rotate(apiDomain.id, { signsAfterSeconds: 3600, overlapSeconds: 7200 });
    expect(apiDomainWithSecretSchema.parse(answered.body).secret?.base64).not.toBe(before?.base64);
    const states: string[][] = [];
    for (const hour of [0, 1, 2, 3]) {
      clock = hours(hour);
      states.push(statesOf(await read(apiDomain.id)));
    }
    expect(states).toEqual([
      ["current", "next"],
      ["overlapping", "current"],
      ["overlapping", "current"],
      ["retired", "current"],
    ]);
  });

  it("changes the algorithm with the key", async () => {
    clock = start;
    const { apiDomain } = await protectedApi();
    const { body } = await rotate(apiDomain.id, { algorithm: "ES256", signsAfterSeconds: 0 });
    const after = apiDomainWithSecretSchema.parse(body).apiDomain;
    expect(after.tokenSettings.algorithm).toBe("ES256");
    expect(after.keys.map(({ algorithm, state }) => [algorithm, state])).toEqual([
      ["HS256", "overlapping"],
      ["ES256", "current"],
    ]);
  });

  it("overtakes a rotation that still waits", async () => {
    clock = start;
    const { apiDomain } = await protectedApi();
    await rotate(apiDomain.id, { signsAfterSeconds: 7200, overlapSeconds: 3600 });
    const { body } = await rotate(apiDomain.id, { signsAfterSeconds: 0, overlapSeconds: 3600 });
    expect(statesOf(apiDomainWithSecretSchema.parse(body).apiDomain)).toEqual([
      "overlapping",
      "overlapping",
      "current",
    ]);
  });

  it("makes a secret of plain text where a relying party needs one", async () => {
    const { apiDomain } = await protectedApi();
    const { body } = await rotate(apiDomain.id, { asciiSecret: true });
    const { secret } = apiDomainWithSecretSchema.parse(body);
    expect(Buffer.from(secret?.base64 ?? "", "base64").toString("latin1")).toMatch(/^[A-Za-z0-9_-]{64}$/);
  });

  it("is cut short by revoking the old key: it is gone at once and its successor signs", async () => {
    clock = start;
    const { apiDomain } = await protectedApi();
    const [old] = apiDomain.keys;
    const revoke = () => call(services, revokeTokenKey, { headers, params: { id: apiDomain.id, kid: old?.kid ?? "" } });
    expect((await revoke()).body).toMatchObject({ error: "conflict" });
    await rotate(apiDomain.id, { signsAfterSeconds: 3600 });
    expect(statesOf(apiDomainSchema.parse((await revoke()).body))).toEqual(["retired", "current"]);
  });
});
