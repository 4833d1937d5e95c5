import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generateEcKeys, type Issuer, mintCertificate } from "../virtual-phones/certificates";
import { bits, explicit, integer, octets, oid, sequence, tlv } from "../virtual-phones/der-writer";
import { DerError } from "./der";
import { decodeCertificate, findExtension } from "./x509";
import { hasAttribute, NAME_ATTRIBUTE, printName } from "./x509-name";

const issuer: Issuer = { name: { CN: "an issuer", O: "Google LLC" }, keys: generateEcKeys("P-384") };
const keys = generateEcKeys();
const base = { subject: { CN: "a subject" }, publicKey: keys.publicKey, issuer } as const;

describe("a certificate", () => {
  it("is read field by field", () => {
    const notBefore = new Date("2024-02-29T23:59:59Z");
    const notAfter = new Date("2051-01-01T00:00:00Z");
    const certificate = decodeCertificate(
      mintCertificate({
        ...base,
        serial: Buffer.from("00ab", "hex"),
        notBefore,
        notAfter,
        authority: true,
        pathLength: 0,
      }),
    );
    expect(certificate).toMatchObject({
      serialHex: "ab",
      notBefore,
      notAfter,
      signatureOid: "1.2.840.10045.4.3.2",
      basicConstraints: { ca: true, pathLength: 0 },
      key: { kind: "ec", curve: "P-256" },
    });
    expect(printName(certificate.issuerName)).toBe("CN=an issuer, O=Google LLC");
    expect(hasAttribute(certificate.issuerName, NAME_ATTRIBUTE.organization, "Google LLC")).toBe(true);
    expect(Buffer.from(certificate.spki)).toEqual(keys.publicKey.export({ type: "spki", format: "der" }));
  });

  it("is read with RSA keys of any size and with keys that nobody knows", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(decodeCertificate(mintCertificate({ ...base, publicKey: rsa.publicKey })).key).toEqual({
      kind: "rsa",
      bits: 2048,
      exponentBits: 17,
    });
    const unknown = sequence(sequence(oid("2.16.840.1.101.3.4.3.18")), bits(Buffer.alloc(1952)));
    expect(decodeCertificate(mintCertificate({ ...base, publicKey: unknown })).key).toEqual({
      kind: "unsupported",
      oid: "2.16.840.1.101.3.4.3.18",
    });
  });

  it("is read although an extension that nobody asked for holds no DER, as on genuine phones", () => {
    const broken = { oid: "2.5.29.31", value: Buffer.from("00ff00", "hex") };
    const certificate = decodeCertificate(mintCertificate({ ...base, extensions: [broken] }));
    expect(findExtension(certificate, "2.5.29.31")?.value).toHaveLength(3);
  });

  it("has no dates where the phone wrote none that RFC 5280 allows", () => {
    const der = mintCertificate({ ...base, notBefore: new Date("2024-01-01"), notAfter: new Date("2024-06-30") });
    const text = der.toString("latin1").replace("240630000000Z", "240631000000Z");
    const { notBefore, notAfter } = decodeCertificate(Buffer.from(text, "latin1"));
    expect([notBefore, notAfter]).toEqual([new Date("2024-01-01"), null]);
  });

  it.each([
    [
      "the same extension twice",
      mintCertificate({ ...base, extensions: twice({ oid: "1.2.3", value: Buffer.alloc(0) }) }),
    ],
    ["two signature algorithms", differentAlgorithms()],
    ["a point of the wrong length", mintCertificate({ ...base, publicKey: ecKey(Buffer.alloc(64, 4)) })],
    ["a compressed point", mintCertificate({ ...base, publicKey: ecKey(Buffer.alloc(65, 2)) })],
    [
      "basic constraints that are no sequence",
      mintCertificate({ ...base, extensions: [{ oid: "2.5.29.19", value: integer(1) }] }),
    ],
    ["only two parts", sequence(sequence(), sequence())],
  ])("is refused with %s", (_name, der) => {
    expect(() => decodeCertificate(der)).toThrow(DerError);
  });
});

function twice<Value>(value: Value): Value[] {
  return [value, value];
}

function ecKey(point: Uint8Array): Buffer {
  return sequence(sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")), bits(point));
}

function differentAlgorithms(): Buffer {
  const empty = sequence();
  const [inner, outer] = ["1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3"].map((id) => sequence(oid(id)));
  const spki = keys.publicKey.export({ type: "spki", format: "der" });
  const dates = sequence(tlv(23, Buffer.from("240101000000Z")), tlv(23, Buffer.from("250101000000Z")));
  const tbs = sequence(explicit(0, integer(2)), integer(1), inner ?? empty, empty, dates, empty, spki);
  return sequence(tbs, outer ?? empty, bits(octets(Buffer.alloc(0))));
}
