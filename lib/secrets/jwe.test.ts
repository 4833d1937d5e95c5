import { createECDH, generateKeyPairSync } from "node:crypto";
import { CompactEncrypt, compactDecrypt, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { type EcPublicJwk, openJwe as openByWebCrypto, sealJwe as sealByWebCrypto } from "../contract/jwe";
import { exportP256PublicJwk, exportPrivateJwk } from "../encoding/p256-keys";
import { openJwe, readJweHeader, sealJwe } from "./jwe";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const privateJwk = exportPrivateJwk(privateKey);
const recipient: EcPublicJwk = exportP256PublicJwk(publicKey);
const { x } = recipient;
const scalar = Buffer.from(privateJwk.d ?? "", "base64url");
const header = { kid: "k1", purpose: "secret:a" };
const bytes = new TextEncoder().encode("the maps key, ümlaut included");

const webCryptoKey = await crypto.subtle.importKey("jwk", privateJwk, { name: "ECDH", namedCurve: "P-256" }, false, [
  "deriveBits",
]);

const sealers: Record<string, () => Promise<string> | string> = {
  "node:crypto": () => sealJwe(recipient, header, bytes),
  WebCrypto: () => sealByWebCrypto(recipient, header, bytes),
  jose: async () =>
    new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", ...header })
      .encrypt(await importJWK({ ...recipient }, "ECDH-ES")),
};

describe.each(Object.entries(sealers))("what %s seals", (_, seal) => {
  it("opens by node:crypto, by WebCrypto and by jose alike", async () => {
    const sealed = await seal();
    expect(openJwe(scalar, "secret:a", sealed)).toEqual(Buffer.from(bytes));
    expect(await openByWebCrypto(webCryptoKey, sealed)).toEqual(bytes);
    const opened = await compactDecrypt(sealed, await importJWK(privateJwk, "ECDH-ES"));
    expect(new Uint8Array(opened.plaintext)).toEqual(bytes);
    expect(readJweHeader(sealed)).toEqual({ kid: "k1", purpose: "secret:a", bytes: bytes.length });
  });

  it("does not open for another purpose, by another key, or with any of its bits changed", async () => {
    const sealed = await seal();
    expect(() => openJwe(scalar, "secret:b", sealed)).toThrow("another purpose");
    const stranger = createECDH("prime256v1");
    stranger.generateKeys();
    expect(() => openJwe(stranger.getPrivateKey(), "secret:a", sealed)).toThrow();
    for (const part of [0, 2, 3, 4]) {
      const parts = sealed.split(".").map((text, index) => (index === part ? flipped(text) : text));
      expect(() => openJwe(scalar, "secret:a", parts.join(".")), `part ${part}`).toThrow();
      await expect(openByWebCrypto(webCryptoKey, parts.join(".")), `part ${part}`).rejects.toThrow();
    }
  });

  it("is another text each time", async () => {
    expect(await seal()).not.toBe(await seal());
  });
});

it.each(["", "a.b.c", "e30..a.b.c", `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString("base64url")}..a.b.c`])(
  "refuses %j without a crash",
  (text) => {
    expect(() => readJweHeader(text)).toThrow();
    expect(() => openJwe(scalar, "secret:a", text)).toThrow();
  },
);

it("refuses an ephemeral key off the curve", async () => {
  const sealed = sealJwe(recipient, header, bytes);
  const [, ...rest] = sealed.split(".");
  const off = { alg: "ECDH-ES", enc: "A256GCM", epk: { kty: "EC", crv: "P-256", x, y: x }, ...header };
  const forged = [Buffer.from(JSON.stringify(off)).toString("base64url"), ...rest].join(".");
  expect(() => openJwe(scalar, "secret:a", forged)).toThrow();
  await expect(openByWebCrypto(webCryptoKey, forged)).rejects.toThrow();
});

/** The text with one bit of its middle changed. */
function flipped(text: string): string {
  const decoded = Buffer.from(text, "base64url");
  const place = Math.floor(decoded.length / 2);
  decoded.writeUInt8(decoded.readUInt8(place) ^ 1, place);
  return decoded.toString("base64url");
}
