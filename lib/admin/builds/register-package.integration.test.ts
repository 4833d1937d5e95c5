import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { registeredPackageSchema } from "../../contract/admin/apps";
import { writeZip, type ZipFile } from "../../encoding/testing/write-zip";
import { buildAab } from "../../registration/testing/build-aab";
import { buildApk, mintApkSigner } from "../../registration/testing/build-apk";
import { appFiles, buildIpa, mintAppleLikeChain } from "../../registration/testing/build-ipa";
import { vectorPath } from "../../registration/testing/vectors";
import { call, TEST_ORIGIN, testServices, withApiKey } from "../../testing/console";
import { testDatabase } from "../../testing/database";
import { answer } from "../answer";
import { archiveApp } from "../apps/archive";
import { listAudit } from "../audit/list";
import { withReceivedPackage } from "./received-package";
import { registerPackage } from "./register-package";
import { revokeBuild } from "./revoke";

const { db } = await testDatabase();
const dataDir = await mkdtemp(join(tmpdir(), "attestry-uploads-"));
afterAll(() => rm(dataDir, { recursive: true }));
const plain = testServices(db);
const codeSigningRoots = join(dataDir, "roots.pem");
const services = { ...plain, settings: { ...plain.settings, dataDir, codeSigningRoots } };
await writeFile(codeSigningRoots, "");
const { headers } = await withApiKey(services, "admin");
const signer = mintApkSigner();

async function upload(bytes: Uint8Array, query = "", mediaType = "application/vnd.android.package-archive") {
  const request = new Request(`${TEST_ORIGIN}/api/builds${query}`, {
    method: "POST",
    headers: { ...headers, "content-type": mediaType },
    body: Buffer.from(bytes),
  });
  const response = await answer(registerPackage, request, services);
  return { status: response.status, body: await response.json() };
}

const zippedApp = (file: ZipFile): ZipFile => ({ ...file, name: `Example.app/${file.name}` });

const uploads = () => readdirSync(join(dataDir, "uploads"));

describe("registering a package", () => {
  const apk = buildApk({ package: "com.example.pay", versionName: "7.14.0", versionCode: 71400, signer });

  it("makes the app, its policy and its build, and says what it found and what it is for", async () => {
    const { status, body } = await upload(apk, "?name=Meridian%20Pay");
    expect(status).toBe(200);
    const { app, build, created, uses } = registeredPackageSchema.parse(body);
    expect(created).toEqual({ app: true, build: true });
    expect(app).toMatchObject({ appId: "com.example.pay", name: "Meridian Pay", activePolicyVersion: 1, builds: 1 });
    expect(build).toMatchObject({ source: "apk", versionName: "7.14.0", versionCode: 71400 });
    expect(build.signerDigests).toHaveLength(1);
    expect(build.fileDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(uses.length).toBeGreaterThan(1);
    expect(uploads()).toEqual([]);
  });

  it("changes nothing the second time, not even the audit", async () => {
    const entries = async () => JSON.stringify((await call(services, listAudit, { headers })).body);
    const before = await entries();
    const { body } = await upload(apk, "?name=Another%20name");
    expect(registeredPackageSchema.parse(body)).toMatchObject({
      created: { app: false, build: false },
      app: { name: "Meridian Pay", builds: 1 },
    });
    expect(await entries()).toBe(before);
  });

  it("registers the same package once when many send it at the same time", async () => {
    const next = buildApk({ package: "com.example.parallel", versionCode: 1, signer });
    const answers = await Promise.all(Array.from({ length: 5 }, () => upload(next)));
    const created = answers.map(({ body }) => registeredPackageSchema.parse(body).created);
    expect(created.filter(({ app }) => app)).toHaveLength(1);
    expect(created.filter(({ build }) => build)).toHaveLength(1);
  });

  it("keeps the rotation history of a package whose key was rotated", async () => {
    const rotated = buildApk({ package: "com.example.rotated", signer: mintApkSigner(), rotatedFrom: [signer] });
    const { body } = await upload(rotated);
    expect(registeredPackageSchema.parse(body).build.lineage).toHaveLength(2);
  });

  it("does not bring a revoked build or an archived app back", async () => {
    const { body } = await upload(buildApk({ package: "com.example.gone", versionCode: 5, signer }));
    const { app, build } = registeredPackageSchema.parse(body);
    await call(services, revokeBuild, { headers, params: { id: build.id } });
    const revoked = await upload(buildApk({ package: "com.example.gone", versionCode: 5, signer }));
    expect(revoked.status).toBe(409);
    await call(services, archiveApp, { headers, params: { id: app.id } });
    expect((await upload(buildApk({ package: "com.example.gone", versionCode: 6, signer }))).status).toBe(409);
  });

  it("refuses a package that was changed after it was signed, with the reason by its code", async () => {
    const tampered = Buffer.from(apk);
    const at = tampered.indexOf("classes.dex");
    tampered.writeUInt8(tampered.readUInt8(at + 40) ^ 1, at + 40);
    const { status, body } = await upload(tampered);
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: "rejected_package" });
    expect(Object.keys(body.fields).length).toBeGreaterThan(0);
  });

  it("refuses what is no package, is empty or is sent as something else", async () => {
    expect((await upload(Buffer.from("not a package"))).body).toMatchObject({ error: "unreadable_package" });
    expect((await upload(Buffer.alloc(0))).body).toMatchObject({ error: "invalid_request" });
    expect((await upload(apk, "", "multipart/form-data")).status).toBe(415);
    expect(uploads()).toEqual([]);
  });

  it("stops reading at the largest size, whatever the request said of its length", async () => {
    let served = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        served += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const request = { headers: new Headers(), body: endless };
    const receiving = withReceivedPackage(request, dataDir, async () => "never", 64 * 1024);
    await expect(receiving).rejects.toMatchObject({ code: "content_too_large" });
    expect(served).toBeLessThan(200);
    expect(uploads()).toEqual([]);
  });

  it("leaves nothing behind of an upload that breaks off", async () => {
    const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(new Uint8Array(1024)),
      pull: (controller) => controller.error(new Error("connection reset")),
    });
    const request = { headers: new Headers(), body: broken };
    const receiving = withReceivedPackage(request, dataDir, async () => "never");
    await expect(receiving).rejects.toMatchObject({ code: "invalid_request" });
    expect(uploads()).toEqual([]);
  });

  it("takes a bundle with the Play signing certificate beside it, and knows it for the next one", async () => {
    const bundle = (versionCode: number) => buildAab({ package: "com.example.bundle", versionCode, signer });
    const asked = await upload(bundle(1));
    expect(asked.status).toBe(400);
    expect(asked.body.fields.playSigningDigest).toContain("app signing key");
    const digest = "AB:".repeat(31).concat("AB");
    const { body } = await upload(bundle(1), `?playSigningDigest=${encodeURIComponent(digest)}`);
    const { build } = registeredPackageSchema.parse(body);
    expect(build).toMatchObject({ source: "aab", signerDigests: ["ab".repeat(32)] });
    expect(build.details.uploadSigners).toHaveLength(1);
    const next = registeredPackageSchema.parse((await upload(bundle(2))).body);
    expect(next.build).toMatchObject({ versionCode: 2, signerDigests: ["ab".repeat(32)] });
  });

  it("refuses a Play signing certificate that is none, by its field", async () => {
    const { status, body } = await upload(buildAab({ signer }), "?playSigningDigest=abc");
    expect(status).toBe(400);
    expect(Object.keys(body.fields)[0]).toContain("playSigningDigest");
  });

  it("takes an IPA, and an .app zipped by itself, by team and bundle id, and no root but Apple's or an own one", async () => {
    const chain = mintAppleLikeChain("distribution", { teamId: "TEAM123456" });
    const options = { chain, bundleId: "com.example.ios", buildVersion: "42", teamId: "TEAM123456" };
    await writeFile(codeSigningRoots, "");
    expect((await upload(buildIpa(options))).body).toMatchObject({ error: "rejected_package" });
    await writeFile(codeSigningRoots, chain.rootPem);
    const ipa = registeredPackageSchema.parse((await upload(buildIpa(options))).body);
    expect(ipa.app).toMatchObject({ platform: "ios", appId: "com.example.ios" });
    expect(ipa.build).toMatchObject({ source: "ipa", versionCode: 42, teamId: "TEAM123456", signerDigests: [] });
    const zipped = writeZip(appFiles({ ...options, buildVersion: "43" }).map((file) => zippedApp(file)));
    const app = registeredPackageSchema.parse((await upload(zipped)).body);
    expect(app.build).toMatchObject({ versionCode: 43, teamId: "TEAM123456" });
  });

  it("takes an archive of split APKs by its base", async () => {
    const split = (name?: string) =>
      buildApk({
        package: "com.example.split",
        versionCode: 9,
        signer,
        ...(name === undefined ? {} : { split: name }),
      });
    const archive = writeZip([
      { name: "base.apk", data: split(), isStored: true },
      { name: "split_config.arm64_v8a.apk", data: split("config.arm64_v8a"), isStored: true },
    ]);
    const { build } = registeredPackageSchema.parse((await upload(archive)).body);
    expect(build).toMatchObject({ source: "apk-set", versionCode: 9 });
    expect(build.details.members).toEqual(["base.apk", "split_config.arm64_v8a.apk"]);
  });

  const golden = vectorPath("apks/apksig/golden-aligned-out.apk");
  it.skipIf(golden === null)("registers a package that Android's own tool signed", async () => {
    const { status, body } = await upload(await readFile(golden ?? ""));
    expect(status).toBe(200);
    expect(body).toMatchObject({ app: { appId: "android.appsecurity.cts.tinyapp" } });
  });
});
