import { sign } from "node:crypto";
import type { KeyProvider } from "@attestry/sdk";
import { generateP256Keys } from "../lib/encoding/p256-keys";

/** Software keys by node:crypto: one synchronous call where WebCrypto makes a task for the thread pool. */
export const softwareKeys: KeyProvider = {
  async create() {
    const { privateKey, publicJwk } = generateP256Keys();
    return {
      publicJwk,
      handle: { kind: "reference", reference: "in this process", publicJwk },
      sign: async (data) => sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }),
    };
  },
  // Phones live as long as their process.
  restore: async () => null,
};
