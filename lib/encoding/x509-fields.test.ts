import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mintCertificate } from "./testing/mint-certificate";
import { decodeX509Fields, nameAttributes } from "./x509-fields";

describe("the fields of a certificate", () => {
  it.each(["ec", "rsa"] as const)("are found byte for byte: %s", (type) => {
    const { privateKey } =
      type === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-384" })
        : generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { certificate } = mintCertificate({ privateKey, commonName: "A name", organizationalUnit: "TEAM123456" });
    const { spki, subject, issuer } = decodeX509Fields(certificate);
    expect(spki).toEqual(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
    expect(nameAttributes(subject, "2.5.4.11")).toEqual(["TEAM123456"]);
    expect(nameAttributes(issuer, "2.5.4.3")).toEqual(["A name"]);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["text", Buffer.from("-----BEGIN CERTIFICATE-----")],
    ["a length beyond its end", Buffer.from("3084ffffffff", "hex")],
    ["too few fields", Buffer.from("30053003020101", "hex")],
  ])("are refused in %s", (_, bytes) => {
    expect(() => decodeX509Fields(bytes)).toThrowError(expect.objectContaining({ code: "ber-malformed" }));
  });
});
