import { generateKeyPairSync, sign } from "node:crypto";
import type { KeyProvider } from "@attestry/sdk";

/** Software keys by node:crypto: one synchronous call where WebCrypto makes a task for the thread pool. */
export const softwareKeys: KeyProvider = {
  async create() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const publicJwk = { kty: "EC", crv: "P-256", x, y } as const;
    return {
      publicJwk,
      handle: { kind: "reference", reference: "in this process", publicJwk },
      sign: async (data) => sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }),
    };
  },
  // Phones live as long as their process.
  restore: async () => null,
};
