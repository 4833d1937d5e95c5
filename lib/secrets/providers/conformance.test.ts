import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kmsArn, kmsServer, TRANSIT_TOKEN, transitServer } from "../testing/provider-servers";
import { SOFTHSM_OTHER_TOKEN, SOFTHSM_PIN, SOFTHSM_TOKEN, SOFTHSM_UNUSED_TOKEN, softHsm } from "../testing/softhsm";
import { awsKmsProvider } from "./aws-kms";
import { fileProvider } from "./file";
import { pkcs11Provider } from "./pkcs11";
import { type KeyProvider, KeyProviderError, PROVIDER_TIMEOUT_MS } from "./provider";
import { unwrapWithAny } from "./unwrap";
import { vaultTransitProvider } from "./vault-transit";

const folder = await mkdtemp(join(tmpdir(), "attestry-providers-"));
afterAll(() => rm(folder, { recursive: true }));

const transit = await transitServer(["attestry", "second"]);
const transitOptions = { address: transit.url, token: TRANSIT_TOKEN, key: "attestry", mount: "transit" };
const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const OTHER_KEY_ID = "9876fedc-98fe-76dc-54ba-ba9876543210";
const kms = await kmsServer([KEY_ID, OTHER_KEY_ID]);
const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: null,
};
const kmsOptions = {
  region: "eu-central-1",
  keyId: KEY_ID,
  credentials,
  endpoint: kms.url,
  now: () => new Date("2026-11-22T10:00:00Z"),
};
const hsm = await softHsm();
const hsmOptions = { module: hsm?.module ?? "", token: SOFTHSM_TOKEN, pin: SOFTHSM_PIN, key: "vault" };

/** Makes the same provider twice, as two processes of one deployment have it. */
const providers: [string, () => KeyProvider][] = [
  ["file", () => fileProvider(join(folder, "secrets-key"))],
  ["vault-transit", () => vaultTransitProvider(transitOptions)],
  ["aws-kms", () => awsKmsProvider(kmsOptions)],
  ...(hsm === null ? [] : [["pkcs11", () => pkcs11Provider(hsmOptions)] as [string, () => KeyProvider]]),
];

describe.each(providers)("key provider %s", (name, make) => {
  it("unwraps in another process what one wrapped", async () => {
    const secret = randomBytes(32);
    const one = make();
    const { wrapped, keyName } = await one.wrap(secret, "vault:a");
    expect(await make().unwrap(wrapped, "vault:a", keyName)).toEqual(secret);
    expect(keyName).toBe(await one.keyName());
    expect(one.name).toBe(name);
  });

  it("never shows the key in what it wrapped, nor wraps twice alike", async () => {
    const secret = randomBytes(32);
    const provider = make();
    const [first, second] = [await provider.wrap(secret, "c"), await provider.wrap(secret, "c")];
    expect(first.wrapped).not.toBe(second.wrapped);
    for (const form of ["base64", "base64url", "hex"] as const)
      expect(first.wrapped).not.toContain(secret.toString(form));
  });

  it("refuses what was wrapped for another context, altered, or never wrapped", async () => {
    const provider = make();
    const { wrapped, keyName } = await provider.wrap(randomBytes(32), "vault:a");
    const place = wrapped.length - 12;
    const altered = wrapped.slice(0, place) + (wrapped.charAt(place) === "A" ? "B" : "A") + wrapped.slice(place + 1);
    for (const [text, context] of [
      [wrapped, "vault:b"],
      [altered, "vault:a"],
    ] as const) {
      const unwrapped = provider.unwrap(text, context, keyName);
      await expect(unwrapped).rejects.toMatchObject({ name: "KeyProviderError", kind: "refused" });
    }
    await expect(provider.unwrap("nonsense", "vault:a", keyName)).rejects.toBeInstanceOf(KeyProviderError);
  });

  it("wraps after a refusal as before", async () => {
    const provider = make();
    await provider.unwrap("nonsense", "x", "nobody").catch(() => undefined);
    const { wrapped, keyName } = await provider.wrap(Buffer.from("key"), "x");
    expect((await provider.unwrap(wrapped, "x", keyName)).toString()).toBe("key");
  });
});

interface KeyChange {
  /** Wraps with the first key. */
  readonly a: () => KeyProvider;
  /** What a process configured for the second key has: the provider in use, and where it takes one the one before. */
  readonly b: () => [KeyProvider, ...KeyProvider[]];
  /** What an operator does besides. */
  readonly move?: () => Promise<void>;
}

const otherTransit = await transitServer();
const replaced = join(folder, "replaced-key");
const file = (): KeyProvider => fileProvider(replaced);
const vault = (more: object = {}) => vaultTransitProvider({ ...transitOptions, ...more });
const token = (more: object = {}) => pkcs11Provider({ ...hsmOptions, ...more });
const hsmChanges: [string, KeyChange][] = [
  ["pkcs11: another label in the same token", { a: token, b: () => [token({ key: "vault-b" })] }],
  ["pkcs11: the same label in another token", { a: token, b: () => [token({ token: SOFTHSM_OTHER_TOKEN }), token()] }],
];
const changes: [string, KeyChange][] = [
  [
    "file: the key file was replaced, the old one left beside it",
    { a: file, b: () => [file()], move: () => rename(replaced, `${replaced}.previous`) },
  ],
  ["vault-transit: another key of the same engine", { a: vault, b: () => [vault({ key: "second" })] }],
  [
    "vault-transit: the key of the same name on another server",
    { a: vault, b: () => [vault({ address: otherTransit.url }), vault()] },
  ],
  [
    "aws-kms: another key of the account",
    { a: () => awsKmsProvider(kmsOptions), b: () => [awsKmsProvider({ ...kmsOptions, keyId: OTHER_KEY_ID })] },
  ],
  ...(hsm === null ? [] : hsmChanges),
];

describe.each(changes)("%s", (_, { a: makeA, b: makeB, move }) => {
  it("what was wrapped under key A is unwrapped and wrapped again by a process configured for B", async () => {
    const secret = randomBytes(32);
    const a = makeA();
    const before = await a.wrap(secret, "vault:a");
    await move?.();
    const configured = makeB();
    const [b] = configured;
    const row = { provider: a.name, providerKey: before.keyName, wrapped: before.wrapped };
    const { key } = await unwrapWithAny(configured, row, "vault:a");
    expect(key).toEqual(secret);

    const after = await b.wrap(key, "vault:a");
    const wrappedAgain = { provider: b.name, providerKey: after.keyName, wrapped: after.wrapped };
    await rm(`${replaced}.previous`, { force: true });
    const [alone] = makeB();
    expect(await unwrapWithAny([alone], wrappedAgain, "vault:a")).toMatchObject({ key: secret, by: alone });
  });
});

describe("the file provider", () => {
  it("makes its key readable by its owner alone, and refuses one that others may read", async () => {
    const path = join(folder, "own-key");
    await fileProvider(path).wrap(Buffer.from("x"), "c");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await expect(fileProvider(path).wrap(Buffer.from("x"), "c")).rejects.toThrow("make it mode 0600");
  });

  it("says so when the file can't be made", async () => {
    const missing = fileProvider("/dev/null/nowhere");
    await expect(missing.keyName()).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("the vault-transit provider", () => {
  it("sends what the vendor documents", async () => {
    const provider = vaultTransitProvider(transitOptions);
    const { wrapped, keyName } = await provider.wrap(Buffer.from("key"), "ctx");
    const sent = transit.requests.at(-1);
    expect(sent).toMatchObject({ method: "POST", path: "/v1/transit/encrypt/attestry" });
    expect(sent?.headers).toMatchObject({ "x-vault-token": TRANSIT_TOKEN, "x-vault-request": "true" });
    expect(sent?.body).toBe('{"plaintext":"a2V5","associated_data":"Y3R4"}');
    await provider.unwrap(wrapped, "ctx", keyName);
    expect(transit.requests.at(-1)?.body).toBe(JSON.stringify({ ciphertext: wrapped, associated_data: "Y3R4" }));
  });

  it("names another key after a rotation, and still unwraps what the old version wrapped", async () => {
    const provider = vaultTransitProvider(transitOptions);
    const before = await provider.wrap(Buffer.from("key"), "c");
    transit.rotate();
    expect(await provider.keyName()).not.toBe(before.keyName);
    expect((await provider.unwrap(before.wrapped, "c", before.keyName)).toString()).toBe("key");
  });

  it("tells a wrong token from a sealed server and from a silent one, and never waits long", async () => {
    const wrong = vaultTransitProvider({ ...transitOptions, token: "hvs.wrong" });
    await expect(wrong.keyName()).rejects.toMatchObject({
      kind: "refused",
      message: expect.not.stringContaining("hvs"),
    });
    const provider = vaultTransitProvider(transitOptions);
    transit.faults.status = 503;
    await expect(provider.keyName()).rejects.toMatchObject({ kind: "unavailable" });
    transit.faults.status = 0;
    transit.faults.hang = true;
    const started = performance.now();
    await expect(provider.keyName()).rejects.toMatchObject({ kind: "unavailable" });
    expect(performance.now() - started).toBeLessThan(PROVIDER_TIMEOUT_MS + 1500);
    transit.faults.hang = false;
    const nobody = vaultTransitProvider({ ...transitOptions, address: "http://127.0.0.1:1" });
    await expect(nobody.keyName()).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("the aws-kms provider", () => {
  it("sends what the vendor documents, signed for the region and the service", async () => {
    const provider = awsKmsProvider(kmsOptions);
    const { wrapped, keyName } = await provider.wrap(Buffer.from("key"), "ctx");
    const sent = kms.requests.at(-1);
    expect(sent).toMatchObject({ method: "POST", path: "/" });
    expect(sent?.headers["x-amz-target"]).toBe("TrentService.Encrypt");
    expect(sent?.headers["content-type"]).toBe("application/x-amz-json-1.1");
    expect(sent?.body).toBe(`{"KeyId":"${KEY_ID}","Plaintext":"a2V5","EncryptionContext":{"attestry":"ctx"}}`);
    expect(sent?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261122\/eu-central-1\/kms\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
    await provider.unwrap(wrapped, "ctx", keyName);
    expect(kms.requests.at(-1)?.body).toBe(
      `{"KeyId":"${kmsArn(KEY_ID)}","CiphertextBlob":"${wrapped}","EncryptionContext":{"attestry":"ctx"}}`,
    );
  });

  it("names the key that an alias points to, and notices that it points to another", async () => {
    const provider = awsKmsProvider({ ...kmsOptions, keyId: "alias/attestry" });
    const { wrapped, keyName } = await provider.wrap(Buffer.from("key"), "c");
    expect(keyName).toBe(kmsArn(KEY_ID));
    expect(await provider.keyName()).toBe(keyName);
    kms.pointAlias(OTHER_KEY_ID);
    expect(await provider.keyName()).toBe(kmsArn(OTHER_KEY_ID));
    expect((await provider.unwrap(wrapped, "c", keyName)).toString()).toBe("key");
    kms.pointAlias(KEY_ID);
  });

  it("asks for its key's name once where the setting can mean one key only", async () => {
    const provider = awsKmsProvider(kmsOptions);
    await provider.keyName();
    const asked = kms.requests.length;
    expect(await provider.keyName()).toBe(kmsArn(KEY_ID));
    expect(kms.requests).toHaveLength(asked);
  });

  it("tells a refusal from an outage, by the vendor's code and without its words", async () => {
    const wrong = awsKmsProvider({ ...kmsOptions, keyId: "another" });
    await expect(wrong.wrap(Buffer.from("x"), "c")).rejects.toMatchObject({
      kind: "refused",
      message: "AWS KMS answered 400: NotFoundException.",
    });
    kms.faults.status = 500;
    await expect(awsKmsProvider(kmsOptions).wrap(Buffer.from("x"), "c")).rejects.toMatchObject({ kind: "unavailable" });
    kms.faults.status = 0;
  });
});

describe.skipIf(hsm === null)("the pkcs11 provider", () => {
  it("tells a wrong PIN, a missing token and a missing library in one sentence each, without the PIN", async () => {
    const wrong = pkcs11Provider({ ...hsmOptions, token: SOFTHSM_UNUSED_TOKEN, pin: "00000000" });
    const refused = await wrong.wrap(Buffer.from("x"), "c").catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind: "refused", message: "The HSM answered CKR_PIN_INCORRECT." });
    expect(String(refused)).not.toContain("00000000");
    const missing = pkcs11Provider({ ...hsmOptions, token: "nobody" });
    await expect(missing.wrap(Buffer.from("x"), "c")).rejects.toThrow("The HSM has no token nobody.");
    const nowhere = pkcs11Provider({ ...hsmOptions, module: "/nowhere.so" });
    await expect(nowhere.wrap(Buffer.from("x"), "c")).rejects.toBeInstanceOf(KeyProviderError);
  });

  it("unwraps under the old label after the setting names a new one", async () => {
    const { wrapped, keyName } = await pkcs11Provider(hsmOptions).wrap(Buffer.from("key"), "c");
    const renamed = pkcs11Provider({ ...hsmOptions, key: "vault-2" });
    expect((await renamed.unwrap(wrapped, "c", keyName)).toString()).toBe("key");
    expect((await renamed.wrap(Buffer.from("key"), "c")).keyName).toBe(`${SOFTHSM_TOKEN}/vault-2`);
  });
});
