import { createECDH, createHash, randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { apps, auditEntries, secretScopes, secrets, secretVaultKeys, secretVersions } from "../../../drizzle/schema";
import {
  type ImportPlan,
  importPlanSchema,
  type Secret,
  secretSchema,
  secretsSchema,
} from "../../contract/admin/secrets";
import { sealSecret } from "../../contract/secret-sealing";
import { APP_SECRETS_BYTES_MAX, SECRET_BYTES_MAX, SECRETS_PER_APP_MAX } from "../../contract/secrets";
import { openJwe, sealJwe } from "../../secrets/jwe";
import { listenForConfiguration } from "../../testing/change-listener";
import { call, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { firstRow } from "../rows";
import { createSecret } from "./create";
import { deleteSecret } from "./delete";
import { endSecretOverlap } from "./end-overlap";
import { getSecret } from "./get";
import { importSecrets } from "./import";
import { listSecrets } from "./list";
import { revokeSecretVersion } from "./revoke-version";
import { rollBackSecret } from "./roll-back";
import { rotateSecret } from "./rotate";
import { updateSecret } from "./update";

const { db, pool, url } = await testDatabase();
const start = new Date("2026-11-20T10:00:00Z");
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);
let clock = start;
beforeEach(() => {
  clock = start;
});
const services = testServices(db, () => clock);
const { headers } = await withApiKey(services, "secrets-admin");
const dataPlane = await listenForConfiguration(url);
afterAll(() => dataPlane.close());

const pair = createECDH("prime256v1");
const point = pair.generateKeys();
const vault = {
  kid: "A".repeat(43),
  publicJwk: {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  },
} as const;
await db.insert(secretVaultKeys).values({ ...vault, provider: "file", providerKey: "test", wrapped: "none" });
const values = { platform: "android", appId: "com.example.a", name: "A" } as const;
const { id: appId } = firstRow(await db.insert(apps).values(values).returning());
const { id: iosId } = firstRow(
  await db
    .insert(apps)
    .values({ ...values, platform: "ios" })
    .returning(),
);

/** Sealed as the browser does, with a fingerprint that costs nothing: the server can't tell. */
function sealFor(uid: string, value: string) {
  const sealed = sealJwe(vault.publicJwk, { kid: vault.kid, purpose: `secret:${uid}` }, Buffer.from(value));
  return { sealed, fingerprint: createHash("sha256").update(uid).update(value).digest("hex").slice(0, 12) };
}

const name = () => `key-${randomUUID().slice(0, 8)}`;

function body(value: string, more: object = {}) {
  const uid = randomUUID();
  const { sealed, fingerprint } = sealFor(uid, value);
  return { uid, name: name(), domains: ["api.example.com"], scopes: [{ appId }], sealed, fingerprint, ...more };
}

const create = async (value: string, more: object = {}) =>
  call(services, createSecret, { headers, body: body(value, more) });
const created = async (value = "first", more: object = {}) => secretSchema.parse((await create(value, more)).body);

async function rotate(secret: Secret, value: string, more: object = {}) {
  const { sealed, fingerprint } = sealFor(secret.uid, value);
  const expectedVersion = secret.versions[0]?.version;
  const sent = { sealed, fingerprint, expectedVersion, overlapSeconds: 3600, ...more };
  return call(services, rotateSecret, { headers, params: { id: secret.id }, body: sent });
}

async function rotated(secret: Secret, value: string, more: object = {}): Promise<Secret> {
  const { status, body } = await rotate(secret, value, more);
  expect(status, JSON.stringify(body)).toBe(201);
  return secretSchema.parse(body);
}

const read = async ({ id }: Secret) =>
  secretSchema.parse((await call(services, getSecret, { headers, params: { id } })).body);
const states = ({ versions }: Secret) => versions.map(({ version, state }) => `${version} ${state}`);
const act = (endpoint: typeof rollBackSecret, { id }: Secret, version: number, sent: object) =>
  call(services, endpoint, { headers, params: { id, version }, body: sent });

describe("a secret", () => {
  it("is kept sealed: its value is in no row, no answer and no audit entry", async () => {
    await dataPlane.heard();
    const value = `value-${randomUUID()}`;
    const secret = await created(value, { note: "from the vendor" });
    expect(await dataPlane.heard()).toBeGreaterThan(0);
    expect(states(secret)).toEqual(["1 current"]);
    const { rows } = await pool.query(
      "SELECT row_to_json(v)::text AS r FROM secret_versions v UNION ALL SELECT row_to_json(a)::text FROM audit_entries a UNION ALL SELECT row_to_json(s)::text FROM secrets s",
    );
    const listed = await call(services, listSecrets, { headers });
    const everything = JSON.stringify([rows, listed.body, secret]);
    for (const form of [value, Buffer.from(value).toString("base64url"), Buffer.from(value).toString("hex")]) {
      expect(everything).not.toContain(form);
    }
    expect(JSON.stringify([listed.body, secret])).not.toContain("sealed");
    const stored = (await db.select().from(secretVersions)).find(({ secretId }) => secretId === secret.id);
    const opened = openJwe(pair.getPrivateKey(), `secret:${secret.uid}`, stored?.sealed ?? "");
    expect(opened.toString()).toBe(value);
  });

  it("has a name of its own in each app, and may have the same one in another", async () => {
    const secret = await created();
    const again = await create("x", { name: secret.name });
    expect(again.status).toBe(409);
    expect(again.body).toHaveProperty("fields.name");
    expect((await create("x", { name: secret.name, scopes: [{ appId: iosId }] })).status).toBe(201);
    const update = { headers, params: { id: secret.id }, body: { revision: 1, scopes: [{ appId }, { appId: iosId }] } };
    expect((await call(services, updateSecret, update)).status).toBe(409);
  });

  it.each([
    ["name", { name: "no spaces" }],
    ["domains", { domains: [] }],
    ["domains.0", { domains: ["https://x"] }],
    ["scopes", { scopes: [] }],
    ["scopes", { scopes: [{ appId: 999_999 }] }],
    ["scopes.0.minVersion", { scopes: [{ appId: 1, minVersion: "seven" }] }],
    ["sealed", { sealed: "not sealed" }],
    ["activeFrom", { activeFrom: "2026-11-20T09:59:59Z" }],
    ["activeFrom", { activeFrom: "2029-01-01T00:00:00Z" }],
    ["fingerprint", { fingerprint: "zz" }],
  ])("tells what is wrong beside %s", async (field, wrong) => {
    const { status, body } = await create("x", wrong);
    expect(status).toBe(400);
    expect(body).toHaveProperty(["fields", field]);
  });

  it("is refused when it was sealed for another secret, to another key, or is too long, and nothing is half-done", async () => {
    const count = async () => (await db.select().from(secrets)).length;
    const before = await count();
    const other = body("x");
    const elsewhere = await create("x", { sealed: other.sealed });
    expect(elsewhere.body).toMatchObject({ fields: { sealed: "It was sealed for another secret." } });

    const uid = randomUUID();
    const sealedTo = (kid: string, bytes: number) =>
      sealJwe(vault.publicJwk, { kid, purpose: `secret:${uid}` }, Buffer.alloc(bytes, "x"));
    const foreign = await create("x", { uid, sealed: sealedTo("B".repeat(43), 3) });
    expect(foreign.status).toBe(409);
    const long = await create("x", { uid, sealed: sealedTo(vault.kid, SECRET_BYTES_MAX + 1) });
    expect(long.body).toHaveProperty("fields.sealed", `A secret can have 65536 bytes at most; this one has 65537.`);
    expect((await create("x", { uid, sealed: sealedTo(vault.kid, SECRET_BYTES_MAX) })).status).toBe(201);
    expect(await count()).toBe(before + 1);
    await expect(sealSecret(vault, uid, "x".repeat(SECRET_BYTES_MAX + 1))).rejects.toThrow("65536 bytes at most");
    await expect(sealSecret(vault, uid, "")).rejects.toThrow("can't be empty");
  });

  it("is the last that fits when an app has a thousand", async () => {
    const app = firstRow(
      await db
        .insert(apps)
        .values({ ...values, appId: "com.example.full" })
        .returning(),
    );
    const rows = await db
      .insert(secrets)
      .values(
        Array.from({ length: SECRETS_PER_APP_MAX - 1 }, (_, index) => ({
          uid: randomUUID(),
          name: `bulk-${index}`,
          domains: ["x"],
          createdBy: "test",
        })),
      )
      .returning();
    await db.insert(secretScopes).values(rows.map((row) => ({ appId: app.id, secretId: row.id, name: row.name })));
    expect((await create("x", { scopes: [{ appId: app.id }] })).status).toBe(201);
    const tooMany = await create("x", { scopes: [{ appId: app.id }] });
    expect(tooMany.body).toHaveProperty(
      "fields.scopes",
      "com.example.full has 1000 secrets, as many as an app can have.",
    );
  });

  it("is refused where an app's would come to more than a delivery carries, whichever way it is added", async () => {
    const [full, other] = await db
      .insert(apps)
      .values([
        { ...values, appId: "com.example.heavy" },
        { ...values, appId: "com.example.light" },
      ])
      .returning();
    const scopes = [{ appId: full?.id ?? 0 }];
    const problem = "com.example.heavy would have more than 4 MB of secrets, and each delivery carries them all.";
    const heavy = "x".repeat(SECRET_BYTES_MAX);
    const size = (used: string) => SECRET_BYTES_MAX + used.length + "api.example.com".length;
    const held: Secret[] = [];
    let room = APP_SECRETS_BYTES_MAX;
    while (room >= size(name())) {
      held.push(await created(heavy, { scopes }));
      room -= size(name());
    }
    const refused = await create(heavy, { scopes });
    expect(refused).toMatchObject({ status: 400, body: { error: "invalid_request", fields: { sealed: problem } } });
    const last = await created("x".repeat(room - name().length - "api.example.com".length), { scopes });
    expect((await create("x", { scopes })).body).toHaveProperty("fields.sealed", problem);

    expect((await rotate(last, heavy)).body).toHaveProperty("fields.sealed", problem);
    const elsewhere = await created("x", { scopes: [{ appId: other?.id ?? 0 }] });
    const moved = { revision: elsewhere.revision, scopes: [...elsewhere.scopes, ...scopes] };
    const update = await call(services, updateSecret, { headers, params: { id: elsewhere.id }, body: moved });
    expect(update.body).toHaveProperty("fields.scopes", problem);
    const wider = { revision: last.revision, domains: ["api.example.com", "another.example.com"] };
    const domains = await call(services, updateSecret, { headers, params: { id: last.id }, body: wider });
    expect(domains.body).toHaveProperty("fields.domains", problem);
    const line = { name: name(), uid: randomUUID(), fingerprint: "0".repeat(12), bytes: 1 };
    const sent = { dryRun: true, domains: ["api.example.com"], scopes, secrets: [line] };
    const plan = importPlanSchema.parse((await call(services, importSecrets, { headers, body: sent })).body);
    expect(plan.secrets).toMatchObject([{ action: "refuse", problem }]);
    expect((await read(last)).versions).toHaveLength(1);

    // What is given out no more makes room.
    const [first] = held;
    if (first === undefined) throw new Error("nothing was kept");
    await rotated(first, "small", { overlapSeconds: 0 });
    expect((await create("x", { scopes })).status).toBe(201);
  });

  it("is taken from every app when it is deleted, and its name is free again", async () => {
    const secret = await created();
    expect((await call(services, deleteSecret, { headers, params: { id: secret.id } })).status).toBe(200);
    expect((await call(services, getSecret, { headers, params: { id: secret.id } })).status).toBe(404);
    const { secrets: left } = secretsSchema.parse((await call(services, listSecrets, { headers })).body);
    expect(left.some(({ id }) => id === secret.id)).toBe(false);
    expect((await create("x", { name: secret.name })).status).toBe(201);
    expect((await rotate(secret, "y")).status).toBe(404);
  });
});

describe("rotation", () => {
  it("goes live at once or at its time, overlaps, and retires by the clock", async () => {
    const secret = await created();
    const scheduled = await rotated(secret, "second", { activeFrom: hours(2).toISOString(), overlapSeconds: 7200 });
    expect(states(scheduled)).toEqual(["2 scheduled", "1 current"]);
    expect(scheduled.versions[1]?.endsAt).toBe(hours(4).toISOString());
    clock = hours(2);
    expect(states(await read(secret))).toEqual(["2 current", "1 overlapping"]);
    clock = hours(4);
    expect(states(await read(secret))).toEqual(["2 current", "1 retired"]);
  });

  it("of two people at once lets the first through and tells the second what happened", async () => {
    const secret = await created();
    const answers = await Promise.all([rotate(secret, "mine"), rotate(secret, "theirs")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(JSON.stringify(refused?.body)).toContain("Version 2 was made by secrets-admin key");
    expect((await read(secret)).versions).toHaveLength(2);
  });

  it("waits for a scheduled version to be cancelled before it makes another", async () => {
    const secret = await created();
    const scheduled = await rotated(secret, "later", { activeFrom: hours(9).toISOString() });
    const refused = await rotate(scheduled, "now");
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain("Cancel it first");
    await act(revokeSecretVersion, secret, 2, { reason: "changed our minds" });
    const after = await read(secret);
    expect(states(after)).toEqual(["2 revoked", "1 current"]);
    expect(states(await rotated(after, "now"))).toEqual(["3 current", "2 revoked", "1 overlapping"]);
  });

  it("revokes now, by whom and why, and only once", async () => {
    const secret = await rotated(await created(), "second");
    const { body } = await act(revokeSecretVersion, secret, 2, { reason: "leaked" });
    expect(secretSchema.parse(body).versions[0]).toMatchObject({
      state: "revoked",
      revokedBy: "secrets-admin key",
      revokeReason: "leaked",
    });
    const entries = (await db.select().from(auditEntries)).length;
    expect((await act(revokeSecretVersion, secret, 2, { reason: "again" })).status).toBe(200);
    expect((await db.select().from(auditEntries)).length).toBe(entries);
    expect((await act(revokeSecretVersion, secret, 9, { reason: "x" })).status).toBe(404);
    expect((await act(revokeSecretVersion, secret, 1, {})).body).toHaveProperty("fields.reason");
  });

  it("rolls back by a new version with the old value, never to a revoked one", async () => {
    const secret = await rotated(await created("old"), "new");
    const timing = { expectedVersion: 2, overlapSeconds: 0 };
    const back = secretSchema.parse((await act(rollBackSecret, secret, 1, timing)).body);
    expect(states(back)).toEqual(["3 current", "2 retired", "1 overlapping"]);
    expect(back.versions[0]?.fingerprint).toBe(back.versions[2]?.fingerprint);
    expect(back.versions[0]?.note).toBe("Rolled back to version 1");
    expect((await act(rollBackSecret, back, 3, { ...timing, expectedVersion: 3 })).status).toBe(409);
    await act(revokeSecretVersion, back, 2, { reason: "leaked" });
    expect((await act(rollBackSecret, back, 2, { ...timing, expectedVersion: 3 })).status).toBe(409);
  });

  it("extends and ends an overlap, and refuses a time that has passed", async () => {
    const secret = await rotated(await created(), "second");
    const ends = ({ versions }: Secret) => versions[1]?.endsAt;
    const extended = await act(endSecretOverlap, secret, 1, {
      expectedEndsAt: ends(secret),
      endsAt: hours(30).toISOString(),
    });
    expect(secretSchema.parse(extended.body).versions[1]?.endsAt).toBe(hours(30).toISOString());
    const past = await act(endSecretOverlap, secret, 1, { expectedEndsAt: hours(30), endsAt: hours(-1).toISOString() });
    // Somebody who has not seen the extension would cut it short.
    expect((await act(endSecretOverlap, secret, 1, { expectedEndsAt: ends(secret) })).status).toBe(409);
    expect(past.body).toHaveProperty("fields.endsAt");
    clock = hours(1);
    expect(
      states(secretSchema.parse((await act(endSecretOverlap, secret, 1, { expectedEndsAt: hours(30) })).body)),
    ).toEqual(["2 current", "1 retired"]);
    expect((await act(endSecretOverlap, secret, 2, { expectedEndsAt: hours(30) })).status).toBe(409);
  });

  it("has no overlap longer than a year, asked for with the rotation or afterwards", async () => {
    const secret = await created();
    const year = 366 * 86_400;
    const tooLong = await rotate(secret, "second", { overlapSeconds: year + 1 });
    expect(tooLong.status).toBe(400);
    expect(tooLong.body).toHaveProperty("fields.overlapSeconds", "An overlap ends within a year.");
    expect((await read(secret)).versions).toHaveLength(1);
    const before = (await rotated(secret, "second", { overlapSeconds: year })).versions[1];
    const endsAt = new Date(start.getTime() + (year + 1) * 1000).toISOString();
    const extended = await act(endSecretOverlap, secret, 1, { expectedEndsAt: before?.endsAt, endsAt });
    expect(extended.status).toBe(400);
    expect(extended.body).toHaveProperty("fields.endsAt", "Lies more than a year ahead.");
  });

  it("of two who change where it may be sent, lets the first through and tells the second", async () => {
    const secret = await rotated(await created(), "second");
    const update = (domain: string, revision: number) =>
      call(services, updateSecret, { headers, params: { id: secret.id }, body: { revision, domains: [domain] } });
    const answers = await Promise.all([update("a.example.com", 1), update("b.example.com", 1)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({
      error_description: `This secret was changed by secrets-admin key at ${start.toISOString()}. Load it, then decide again.`,
    });
    expect((await update("c.example.com", (await read(secret)).revision)).status).toBe(200);
  });

  it("leaves one audit entry a change, with before and after", async () => {
    const secret = await rotated(await created(), "second");
    const entries = await db.select().from(auditEntries);
    const own = entries
      .filter(({ entity }) => entity.split("/")[0] === `secret:${secret.id}`)
      .sort((a, b) => a.id - b.id);
    expect(own.map(({ action }) => action)).toEqual(["secret.create", "secret.rotate"]);
    expect(own[1]?.before).toMatchObject({ versions: [{ version: 1 }] });
    expect(own[1]?.after).toMatchObject({ versions: [{ version: 2 }, { version: 1 }] });
  });
});

describe("an import", () => {
  function lines(entries: Record<string, string>, uids: Record<string, string> = {}) {
    return Object.entries(entries).map(([key, value]) => {
      const uid = uids[key] ?? randomUUID();
      return { name: key, uid, ...sealFor(uid, value) };
    });
  }
  const send = (secretLines: object[], dryRun: boolean) =>
    call(services, importSecrets, {
      headers,
      body: { dryRun, domains: ["api.example.com"], scopes: [{ appId }], overlapSeconds: 60, secrets: secretLines },
    });
  const actions = (plan: ImportPlan) => plan.secrets.map(({ name: key, action }) => `${key} ${action}`);

  it("plans without changing anything, then creates, rotates and leaves alone", async () => {
    const [one, two, three] = [name(), name(), name()];
    const same = await created("same", { name: one });
    const old = await created("old", { name: two });
    const sealed = lines({ [one]: "same", [two]: "new", [three]: "first" }, { [one]: same.uid, [two]: old.uid });
    const dry = sealed.map(({ sealed: _, ...line }) => line);
    const expected = [`${one} unchanged`, `${two} rotate`, `${three} create`];
    expect(actions(importPlanSchema.parse((await send(dry, true)).body))).toEqual(expected);
    expect((await read(old)).versions).toHaveLength(1);
    expect(actions(importPlanSchema.parse((await send(sealed, false)).body))).toEqual(expected);
    expect(states(await read(old))).toEqual(["2 current", "1 overlapping"]);
    expect((await read(same)).versions).toHaveLength(1);
  });

  it("is all or nothing: one line that can't be, and none is", async () => {
    const [good, waiting] = [name(), name()];
    const secret = await created("x", { name: waiting });
    await rotated(secret, "later", { activeFrom: hours(5).toISOString() });
    const sealed = lines({ [good]: "y", [waiting]: "z" }, { [waiting]: secret.uid });
    const { status, body } = await send(sealed, false);
    expect(status).toBe(409);
    expect(body).toHaveProperty(["fields", waiting]);
    const { secrets: all } = secretsSchema.parse((await call(services, listSecrets, { headers })).body);
    expect(all.some((one) => one.name === good)).toBe(false);
    const short = { name: name(), uid: randomUUID(), fingerprint: "0".repeat(12), bytes: 0 };
    const named = [
      [{ ...short, name: "a b", bytes: 1 }, "A name has 1 to 64 letters, digits, dots, dashes and underscores."],
      [short, "Its value is empty."],
      [{ ...short, name: name(), bytes: 65_537 }, "Its value has 65537 bytes; a secret can have 65536."],
    ] as const;
    const mixed = [...lines({ [good]: "y" }), ...named.map(([line]) => line)];
    const partly = importPlanSchema.parse((await send(mixed, true)).body);
    expect(partly.secrets).toMatchObject([
      { action: "create" },
      ...named.map(([, problem]) => ({ action: "refuse", problem })),
    ]);
    const applied = await send(mixed, false);
    expect(applied).toMatchObject({ status: 409, body: { fields: { "a b": named[0][1] } } });
    const twice = lines({ [good]: "y" });
    const plan = importPlanSchema.parse((await send([...twice, ...twice], true)).body);
    expect(plan.secrets[1]).toMatchObject({ action: "refuse", problem: "It is named twice." });
  });
});
