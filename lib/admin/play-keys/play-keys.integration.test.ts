import { randomBytes } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { describe, expect, it } from "vitest";
import { vaultKeys } from "../../../drizzle/schema";
import { playKeySetSchema, playKeysStateSchema } from "../../contract/admin/play-keys";
import { playKeysPurpose } from "../../contract/play-keys";
import { generateP256Keys } from "../../encoding/p256-keys";
import { seal } from "../../secrets/sealing";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { createApp } from "../apps/create";
import { addPlayKeys } from "./add";
import { listPlayKeys } from "./list";
import { revokePlayKeys } from "./revoke";

const { db } = await testDatabase();
const services = testServices(db);
const { headers } = await withApiKey(services, "admin");

async function newApp(platform: "android" | "ios"): Promise<number> {
  const body = { platform, appId: `com.example.a${randomBytes(4).toString("hex")}`, name: "Example" };
  const answer = await call(services, createApp, { headers, body });
  return Number(Reflect.get(Object(answer.body), "id"));
}

const { publicJwk } = generateP256Keys();
const vault = { kid: await calculateJwkThumbprint(publicJwk), publicJwk };
const keys = Buffer.from(JSON.stringify({ decryptionKey: "a", verificationKey: "b" }));

describe("Play Integrity keys", async () => {
  const id = await newApp("android");

  it("can't be sealed before a data plane has made the vault", async () => {
    const { body } = await call(services, listPlayKeys, { headers, params: { id } });
    expect(playKeysStateSchema.parse(body)).toEqual({ keys: [], seal: null });
    await db.insert(vaultKeys).values({ ...vault, provider: "file" });
    const state = playKeysStateSchema.parse((await call(services, listPlayKeys, { headers, params: { id } })).body);
    expect(state.seal).toEqual({ ...vault, purpose: playKeysPurpose(id) });
  });

  it("are kept sealed, shown by fingerprint only, and revoked once", async () => {
    const sealed = await seal(vault, playKeysPurpose(id), keys);
    const added = await call(services, addPlayKeys, {
      headers,
      params: { id },
      body: { sealed, fingerprint: "0123abcd" },
    });
    expect(added.status).toBe(201);
    const set = playKeySetSchema.parse(added.body);
    expect(JSON.stringify(added.body)).not.toContain(sealed);
    const revoked = await call(services, revokePlayKeys, { headers, params: { id: set.id } });
    expect(playKeySetSchema.parse(revoked.body).revokedAt).not.toBeNull();
    expect((await call(services, revokePlayKeys, { headers, params: { id: set.id } })).body).toEqual(revoked.body);
  });

  it.each([
    ["sealed for another app", () => seal(vault, playKeysPurpose(id + 1), keys)],
    ["sealed to a key that is not the vault's", () => seal({ ...vault, kid: "another" }, playKeysPurpose(id), keys)],
    ["not sealed at all", async () => "e30..AAAA.AAAA.AAAA"],
  ])("are refused when %s", async (_, make) => {
    const body = { sealed: await make(), fingerprint: "0123abcd" };
    const { status, body: answer } = await call(services, addPlayKeys, { headers, params: { id }, body });
    expect([status, Object.keys(Reflect.get(Object(answer), "fields"))]).toEqual([400, ["sealed"]]);
  });

  it("are for Android apps only", async () => {
    const ios = await newApp("ios");
    const sealed = await seal(vault, playKeysPurpose(ios), keys);
    const body = { sealed, fingerprint: "0123abcd" };
    expect((await call(services, addPlayKeys, { headers, params: { id: ios }, body })).status).toBe(409);
  });
});
