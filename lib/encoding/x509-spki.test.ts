import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mintCertificate } from "./testing/mint-certificate";
import { spkiOfCertificate } from "./x509-spki";

describe("the public key of a certificate", () => {
  it.each(["ec", "rsa"] as const)("is found byte for byte: %s", (type) => {
    const { privateKey } =
      type === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-384" })
        : generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { certificate } = mintCertificate({ privateKey, commonName: "A name" });
    const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    expect(spkiOfCertificate(certificate)).toEqual(spki);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("-----BEGIN CERTIFICATE-----")],
    ["an indefinite length", Buffer.from("3080300000", "hex")],
    ["a length beyond its end", Buffer.from("3084ffffffff", "hex")],
  ])("is refused in %s", (_, bytes) => {
    expect(() => spkiOfCertificate(bytes)).toThrowError(expect.objectContaining({ code: "certificate-malformed" }));
  });
});
