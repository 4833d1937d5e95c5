import { createECDH, randomBytes, randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { apps, secretScopes, secrets, secretVaultKeys, secretVersions } from "../../drizzle/schema";
import type { EcPublicJwk } from "../../lib/contract/jwe";
import { secretPurpose } from "../../lib/contract/secret-sealing";
import { openJwe, sealJwe } from "../../lib/secrets/jwe";
import { type DataplaneProcess, startDataplane, until } from "../dataplane-process";
import { note, percentile, print } from "../report";

const DELIVERIES = 6_000;
const REVOCATIONS = 200;
const WORKERS = 2;
const PURPOSE = "bench";

/** Deliveries by one core beside the bare agreement, then how soon every worker knows of a revocation. */
export async function benchSecrets(): Promise<void> {
  benchDeliveries();
  const dataplane = await startDataplane(21_480, WORKERS);
  try {
    await benchRevocation(dataplane);
  } finally {
    await dataplane.stop();
  }
}

interface Recipient {
  readonly publicJwk: EcPublicJwk;
  readonly scalar: Buffer;
  readonly point: Buffer;
}

function recipient(): Recipient {
  const pair = createECDH("prime256v1");
  const point = pair.generateKeys();
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const scalar = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
  return { publicJwk: { kty: "EC", crv: "P-256", x, y }, scalar, point };
}

/** Each delivery to a key of its own, with one secret of 39 characters, as an attestation's answer carries it. */
function benchDeliveries(): void {
  const recipients = Array.from({ length: DELIVERIES }, recipient);
  const value = randomBytes(39).toString("base64url").slice(0, 39);
  const secret = { id: 1, name: "maps-api-key", value, domains: ["tiles.example.com"] };
  const content = Buffer.from(JSON.stringify({ pass: true, set: "x".repeat(22), secrets: [secret], unavailable: [] }));
  const bare = perCpuSecond(recipients, ({ point }) => {
    const ephemeral = createECDH("prime256v1");
    ephemeral.generateKeys();
    ephemeral.computeSecret(point);
  });
  const sealed: string[] = [];
  const sealing = perCpuSecond(recipients, ({ publicJwk }) =>
    sealed.push(sealJwe(publicJwk, { purpose: PURPOSE }, content)),
  );
  const opening = perCpuSecond(recipients, ({ scalar }, index) => {
    if (!openJwe(scalar, PURPOSE, sealed[index] ?? "").equals(content)) throw new Error("a delivery opened wrongly");
  });
  const both = 1 / (1 / sealing + 1 / opening);
  const required = { limit: 2000, against: "required", unit: "/s", target: 1 } as const;
  print({ name: "deliveries sealed, per core", ours: sealing, ...required });
  print({ name: "deliveries opened, per core", ours: opening, ...required });
  note(`both ends on one core: ${Math.round(both)} /s`);
  print({
    name: "sealing beside the agreement it rests on",
    ours: sealing,
    limit: bare,
    against: "bare ECDH-ES: key pair and agreement on P-256",
    unit: "/s",
    target: 0.7,
  });
}

/** How many items a second of CPU time does. */
function perCpuSecond<T>(items: readonly T[], work: (item: T, index: number) => unknown): number {
  const started = process.cpuUsage();
  items.forEach(work);
  const used = process.cpuUsage(started);
  return items.length / ((used.user + used.system) / 1e6);
}

/** From the commit of a revocation until the slowest worker's configuration has it. */
async function benchRevocation(dataplane: DataplaneProcess): Promise<void> {
  const { connection, url } = dataplane;
  const { db } = connection;
  const ids = await insertVersions(dataplane);
  const times: number[] = [];
  for (const id of ids) {
    await db.update(secretVersions).set({ revokedAt: new Date() }).where(eq(secretVersions.id, id));
    const committed = performance.now();
    const { rows } = await db.execute<{ version: string }>(sql`SELECT version FROM config_version`);
    const version = Number(rows[0]?.version);
    await until(async () => (await slowestVersion(url)) >= version);
    times.push(performance.now() - committed);
  }
  const p50 = percentile(times, 0.5);
  print({
    name: `revocation seen by all ${WORKERS} workers, slowest of ${REVOCATIONS}`,
    ours: Math.max(...times),
    limit: 1000,
    against: "required",
    unit: "ms",
    target: null,
  });
  note(`p50 ${Math.round(p50)} ms, the question itself included (asked every 50 ms)`);
}

/** The lowest configuration version among the workers. */
async function slowestVersion(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^attestry_config_version (\d+)/m.exec(text)?.[1] ?? 0);
}

/** A secret with as many versions as are going to be revoked; answers their ids. */
async function insertVersions({ connection: { db } }: DataplaneProcess): Promise<number[]> {
  await until(async () => (await db.select().from(secretVaultKeys)).length > 0);
  const [vault] = await db.select().from(secretVaultKeys);
  const [app] = await db.select().from(apps);
  if (vault === undefined || app === undefined) throw new Error("there is no vault or no app");
  const uid = randomUUID();
  const [secret] = await db
    .insert(secrets)
    .values({ uid, name: "bench", domains: ["api.example.com"], createdBy: "bench" })
    .returning();
  if (secret === undefined) throw new Error("no secret");
  await db.insert(secretScopes).values({ appId: app.id, name: "bench", secretId: secret.id });
  const rows = Array.from({ length: REVOCATIONS }, (_, index) => ({
    secretId: secret.id,
    version: index + 1,
    vaultKid: vault.kid,
    sealed: sealJwe(vault.publicJwk, { kid: vault.kid, purpose: secretPurpose(uid) }, Buffer.from(`value ${index}`)),
    bytes: 10,
    fingerprint: randomBytes(6).toString("hex"),
    note: "",
    createdBy: "bench",
    activeFrom: new Date(),
    overlapSeconds: 3600,
  }));
  const inserted = await db.insert(secretVersions).values(rows).returning({ id: secretVersions.id });
  return inserted.map(({ id }) => id);
}
