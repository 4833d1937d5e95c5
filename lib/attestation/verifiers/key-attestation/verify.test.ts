import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeCertificate } from "../../../encoding/x509";
import { type Issuer, mintCertificate } from "../../../virtual-phones/certificates";
import { bits, explicit, integer, nul, octets, oid, sequence, setOf } from "../../../virtual-phones/der-writer";
import { attestKey, createAndroidFactory, VENDOR_BOOT_KEY } from "../../../virtual-phones/pixel";
import { parseRevocationList } from "../../revocation";
import {
  factory,
  flipped,
  honest,
  judge,
  jwkOf,
  keys,
  PACKAGE,
  pixel,
  root,
  SIGNER,
  withField,
} from "../../testing/honest-pixel";
import { createLinkCache } from "../../x509/link-cache";

const genuine = pixel();

describe("an honest phone", () => {
  it("is verified, with what the record says as claims", () => {
    const { result, failed } = judge(pixel());
    expect(failed).toEqual([]);
    expect(result.signals).toEqual([]);
    if (!result.verified) throw new Error("must be verified");
    expect(result.claims).toMatchObject({
      securityLevel: "trusted-environment",
      instanceKey: jwkOf(keys),
      appIds: [PACKAGE],
      signerDigests: [SIGNER],
      versionCode: 7,
      patchLevel: "2026-09",
      osVersion: "14",
      verifiedBootKey: Buffer.from(VENDOR_BOOT_KEY).toString("hex"),
      test: true,
    });
  });

  it("is verified when the root is left out of the chain", () => {
    expect(judge(pixel().slice(0, -1)).failed).toEqual([]);
  });

  it("is verified with remote provisioning, and StrongBox counts where the certificate agrees", () => {
    const remote = createAndroidFactory({ root, provisioning: "remote", strongBox: true });
    const record = { ...honest, attestationLevel: 2, keymintLevel: 2 };
    const { result } = judge(attestKey(remote, keys.publicKey, record), { device: { requireStrongBox: true } });
    expect(result.verified && result.claims.securityLevel).toBe("strongbox");
  });

  it("is verified in StrongBox with a factory key whose certificate says so in its name", () => {
    const made = createAndroidFactory({ root, strongBox: true });
    const record = { ...honest, attestationLevel: 2, keymintLevel: 2 };
    const { result } = judge(attestKey(made, keys.publicKey, record), { device: { requireStrongBox: true } });
    expect(result.verified && result.claims.securityLevel).toBe("strongbox");
  });

  it("is verified with a chain of two certificates and with one of ten", () => {
    const [leaf = "", ...issuers] = genuine;
    const short = attestKey(
      { ...factory, attestation: root, issuers: factory.issuers.slice(-1) },
      keys.publicKey,
      honest,
    );
    expect(judge(short).failed).toEqual([]);
    const rootTwice = issuers.at(-1) ?? "";
    const long = [leaf, ...issuers, ...Array.from({ length: 6 }, () => rootTwice)];
    expect(long).toHaveLength(10);
    expect(judge(long).failed).toEqual([]);
    expect(judge([...long, rootTwice]).failed).toEqual(["chain-decodes"]);
  });

  it("is verified with RSA-2048 authorities and a signature over SHA-384", () => {
    const rsa: Issuer = { name: { CN: "rsa" }, keys: generateKeyPairSync("rsa", { modulusLength: 2048 }) };
    const certificate = mintCertificate({
      subject: rsa.name,
      publicKey: rsa.keys.publicKey,
      issuer: root,
      authority: true,
      digest: "sha384",
    });
    const issuers = [certificate, ...factory.issuers.slice(-1)];
    const made = { root, attestation: rsa, issuers };
    expect(judge(attestKey(made, keys.publicKey, honest, { digest: "sha384" })).failed).toEqual([]);
  });

  it.each([1, 2, 3, 4, 100, 200, 300, 400, 500])("is verified with a record of version %i", (version) => {
    expect(judge(pixel({ version })).failed).toEqual([]);
  });

  it("is verified when its record has tags that nobody knows yet", () => {
    const chain = pixel({ extraHardware: [[1999, sequence(integer(1), octets(Buffer.from("future")))]] });
    expect(judge(chain).failed).toEqual([]);
  });

  it("is verified when certificate 1 is no authority, as on some old phones", () => {
    const old = createAndroidFactory({ root, attestationCertificate: { authority: false } });
    expect(judge(attestKey(old, keys.publicKey, honest)).failed).toEqual([]);
  });

  it("is verified although its factory intermediates have expired and its leaf's dates make no sense", () => {
    const past = { notBefore: new Date("2016-01-01"), notAfter: new Date("2026-01-01") };
    const old = createAndroidFactory({ root, attestationCertificate: past, intermediateCertificate: past });
    const chain = attestKey(old, keys.publicKey, honest, { notAfter: new Date("1970-01-02") });
    expect(judge(chain).failed).toEqual([]);
  });

  it("is verified the same with links remembered, and a remembered chain is still judged by date", () => {
    const links = createLinkCache(2);
    const remote = createAndroidFactory({ root, provisioning: "remote" });
    const chain = attestKey(remote, keys.publicKey, honest);
    expect(judge(chain, { links }).failed).toEqual([]);
    expect(judge(chain, { links }).failed).toEqual([]);
    expect(judge(chain, { links, now: new Date("2050-01-01") }).failed).toContain("chain-dates");
  });

  it("is verified with a root certificate that has expired: the root is a key", () => {
    const remote = createAndroidFactory({ root, provisioning: "remote" });
    const expired = mintCertificate({
      subject: root.name,
      publicKey: root.keys.publicKey,
      issuer: root,
      authority: true,
      notAfter: new Date("2026-05-24"),
    });
    const chain = attestKey({ ...remote, issuers: [...remote.issuers.slice(0, -1), expired] }, keys.publicKey, honest);
    expect(judge(chain).failed).toEqual([]);
  });

  it("is verified with a serial that the revocation list names as OK", () => {
    const serial = decodeCertificate(Buffer.from(genuine[1] ?? "", "base64")).serialHex;
    const list = parseRevocationList(JSON.stringify({ entries: { [serial]: { status: "OK" } } }));
    const revocation = { list, retrievedAt: null, maximumAgeSeconds: 0 };
    expect(judge(genuine, { revocation }).failed).toEqual([]);
  });
});

describe("what is only noted", () => {
  const outcomeOf = (chain: readonly string[], id: string) =>
    judge(chain).checks.find((check) => check.id === id)?.outcome;

  it("tags out of order", () => {
    const list = sequence(explicit(702, integer(0)), explicit(1, setOf(integer(2))));
    expect(outcomeOf(withField(7, list), "record-order")).toBe("annotate");
  });

  it("a chain longer than its kind", () => {
    const remote = createAndroidFactory({ root, provisioning: "remote" });
    expect(outcomeOf(attestKey(remote, keys.publicKey, honest), "chain-length")).toBe("pass");
    expect(outcomeOf([...genuine.slice(0, 1), ...genuine.slice(2)], "chain-length")).toBe("annotate");
  });

  it("a boot key of zeros on a locked phone, which an emulator writes", () => {
    const chain = pixel({ rootOfTrust: { bootKey: Buffer.alloc(32) } });
    expect(outcomeOf(chain, "boot-key")).toBe("annotate");
    expect(judge(chain).signals).toContain("emulator");
  });

  it("a key of a type that this system can't use: it is answered, never a crash", () => {
    const algorithm = sequence(oid("2.16.840.1.101.3.4.3.18"));
    const chain = attestKey(factory, sequence(algorithm, bits(Buffer.alloc(1952))), honest);
    const { checks, result, failed } = judge(chain, { confirmationKey: null });
    expect(checks.find(({ id }) => id === "key-type")).toMatchObject({
      outcome: "annotate",
      found: "unsupported key type 2.16.840.1.101.3.4.3.18",
    });
    expect(failed).toEqual([]);
    expect(result.verified && result.claims.instanceKey).toBe(null);
    expect(judge(chain).failed).toEqual(["key-possession"]);
  });
});

describe("policies", () => {
  it("an app that shares its user id passes once the other packages are registered too", () => {
    const packages = [PACKAGE, "com.example.bank.helper"].map((name) => ({ name, versionCode: 7 }));
    const app = { packageName: PACKAGE, signerDigests: [SIGNER] };
    expect(judge(pixel({ packages }), { app }).failed).toEqual(["app-package"]);
    const sharedUserIdPackages = ["com.example.bank.helper"];
    expect(judge(pixel({ packages }), { app: { ...app, sharedUserIdPackages } }).failed).toEqual([]);
  });

  it("a self-signed system passes once its boot key is allowed", () => {
    const chain = pixel({ rootOfTrust: { state: 1 } });
    const allowed = { device: { allowedBootKeys: [Buffer.from(VENDOR_BOOT_KEY).toString("hex")] } };
    expect(judge(chain, allowed).failed).toEqual([]);
  });

  it("the chain policy judges the chain and notes the rest", () => {
    const chain = pixel({ rootOfTrust: { locked: false, state: 2 }, challenge: Buffer.from("other") });
    const { failed, checks } = judge(chain, { policy: "chain" });
    expect(failed).toEqual([]);
    expect(checks.find(({ id }) => id === "device-locked")?.outcome).toBe("annotate");
    expect(judge(flipped(chain, 0), { policy: "chain" }).failed).toEqual(["chain-signatures"]);
  });

  it("a root of trust in the software list is never believed", () => {
    const { failed, result } = judge(pixel({ rootOfTrust: null, softwareRootOfTrust: {} }));
    expect(failed).toEqual(["root-of-trust"]);
    expect(result.verified && result.claims.securityLevel).toBe("software");
  });

  it("allApplications in the software list counts as well", () => {
    const software = sequence(explicit(600, nul()));
    expect(judge(withField(6, software)).failed).toContain("key-scope");
  });
});
