import { base64url, decodeBase64url } from "../lib/contract/base64";
import { SECRET_NAME } from "../lib/contract/secrets";
import { utf8 } from "./encoding";
import { AttestryOtherError } from "./errors";
import type { SecretSource } from "./secrets";
import type { SecureStore } from "./secure-store";

const IV_BYTES = 12;

export interface SecureStrings {
  /**
   * Without `newValue` reads: this instance's own string, else the app's secret of this name, else null. A `newValue`
   * defines the instance's own string and gives it back; `""` deletes it and gives null.
   */
  fetch(name: string, newValue?: string | null): Promise<string | null>;
}

/** `storageKey` gives this instance's key, from a fresh pass where none is held, and rejects where there is none. */
export function createSecureStrings(
  store: SecureStore,
  storageKey: () => Promise<CryptoKey>,
  secrets: SecretSource,
): SecureStrings {
  async function read(name: string, key: CryptoKey): Promise<string | null> {
    const sealed = await store.read(name);
    const own = sealed === null ? null : await openString(key, name, sealed);
    if (own !== null) return own;
    return secrets.get(name).catch((error: unknown) => {
      if (error instanceof AttestryOtherError && error.status === "UNKNOWN_KEY") return null;
      throw error;
    });
  }

  return {
    async fetch(name, newValue = null) {
      if (!SECRET_NAME.test(name)) throw new AttestryOtherError("BAD_KEY");
      const key = await storageKey();
      if (newValue === null) return read(name, key);
      await store.write(name, newValue === "" ? null : await sealString(key, name, newValue));
      return newValue === "" ? null : newValue;
    },
  };
}

async function sealString(key: CryptoKey, name: string, value: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(name) }, key, utf8(value));
  return `v1.${base64url(iv)}.${base64url(new Uint8Array(sealed))}`;
}

/** Null for what this instance did not seal under this name: another installation's, or damaged. */
async function openString(key: CryptoKey, name: string, sealed: string): Promise<string | null> {
  const [version, iv = "", text = ""] = sealed.split(".");
  if (version !== "v1") return null;
  try {
    const algorithm = { name: "AES-GCM", iv: decodeBase64url(iv), additionalData: utf8(name) };
    return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, decodeBase64url(text)));
  } catch {
    return null;
  }
}
