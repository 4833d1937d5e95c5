import { createPrivateKey, createPublicKey, createSecretKey } from "node:crypto";
import { importPKCS8, jwtVerify, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { generateP256Keys } from "../encoding/p256-keys";
import { importVaultPrivateKey, open, seal } from "./sealing";
import { generateTokenKey } from "./token-key";
import { exportSecret, publicPem } from "./token-key-export";

describe("token keys", () => {
  it.each(["ES256", "RS256"] as const)("of %s sign what their published half verifies", async (algorithm) => {
    const { kid, privateJwkBytes, publicJwk } = await generateTokenKey(algorithm);
    const privateKey = createPrivateKey({ key: JSON.parse(Buffer.from(privateJwkBytes).toString()), format: "jwk" });
    const pkcs8 = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: algorithm, kid })
      .sign(await importPKCS8(pkcs8, algorithm));
    await jwtVerify(token, createPublicKey(publicPem(publicJwk ?? {})), { algorithms: [algorithm] });
    expect(publicJwk).toMatchObject({ kid, alg: algorithm, use: "sig" });
    expect(Object.keys(publicJwk ?? {}).some((member) => ["d", "p", "q", "dp", "dq", "qi"].includes(member))).toBe(
      false,
    );
  });

  it("of HS256 have 64 bytes, no published half and a name that tells nothing of them", async () => {
    const [one, two] = await Promise.all([generateTokenKey("HS256"), generateTokenKey("HS256")]);
    expect(one.secret).toHaveLength(64);
    expect(one.publicJwk).toBeNull();
    expect(one.kid).not.toBe(two.kid);
    const text = await generateTokenKey("HS256", { asciiSecret: true });
    expect(text.secret?.toString("latin1")).toMatch(/^[A-Za-z0-9_-]{64}$/);
  });

  it("export their secret in forms that all mean the same bytes", async () => {
    const { secret, kid } = await generateTokenKey("HS256");
    const { base64, base64url, percentEncoded, jwk } = exportSecret(secret ?? Buffer.alloc(0), kid);
    const forms = [
      Buffer.from(base64, "base64"),
      Buffer.from(base64url, "base64url"),
      Buffer.from(percentEncoded.replaceAll("%", ""), "hex"),
      createSecretKey(Buffer.from(jwk.k, "base64url")).export(),
    ];
    for (const form of forms) expect(form.equals(secret ?? Buffer.alloc(0))).toBe(true);
  });
});

describe("sealing", async () => {
  const { privateJwk, publicJwk } = generateP256Keys();
  const vault = { kid: "v1", publicJwk };
  const vaultPrivateKey = await importVaultPrivateKey(privateJwk);

  it("opens for the purpose it was sealed for, and for no other", async () => {
    const sealed = await seal(vault, "token-key:a", Buffer.from("secret"));
    expect((await open(vaultPrivateKey, "token-key:a", sealed)).toString()).toBe("secret");
    await expect(open(vaultPrivateKey, "token-key:b", sealed)).rejects.toThrow("another purpose");
  });

  it("does not open when a bit was changed", async () => {
    const sealed = await seal(vault, "a", Buffer.from("secret"));
    const parts = sealed.split(".");
    const tag = parts[4] ?? "";
    const broken = [...parts.slice(0, 4), (tag.startsWith("A") ? "B" : "A") + tag.slice(1)].join(".");
    await expect(open(vaultPrivateKey, "a", broken)).rejects.toThrow();
  });
});
