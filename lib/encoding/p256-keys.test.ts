import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exportP256PublicJwk, exportPrivateJwk, exportPublicJwk, generateP256Keys } from "./p256-keys";

describe("keys as JWK", () => {
  it("makes pairs whose halves belong together, with a scalar of full length", () => {
    for (let round = 0; round < 600; round++) {
      const { privateKey, privateJwk, publicJwk } = generateP256Keys();
      expect(Buffer.from(privateJwk.d, "base64url")).toHaveLength(32);
      if (round % 100 === 0) expect(exportP256PublicJwk(privateKey)).toEqual(publicJwk);
    }
  });

  it("names the same point as the key, from either half", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = exportP256PublicJwk(publicKey);
    expect(createPublicKey({ key: { ...jwk }, format: "jwk" }).equals(publicKey)).toBe(true);
    expect(exportP256PublicJwk(privateKey)).toEqual(jwk);
    expect(exportPrivateJwk(privateKey)).toMatchObject(jwk);
    expect(exportPublicJwk(publicKey)).toEqual(jwk);
    expect(exportPublicJwk(privateKey)).toEqual(jwk);
  });

  it("keeps every member of an RSA key", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(Object.keys(exportPrivateJwk(privateKey)).sort()).toEqual([
      "d",
      "dp",
      "dq",
      "e",
      "kty",
      "n",
      "p",
      "q",
      "qi",
    ]);
  });

  it("refuses keys of another curve", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
    expect(() => exportP256PublicJwk(publicKey)).toThrow("not a P-256 key");
  });
});
