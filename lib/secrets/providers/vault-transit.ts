import { type JsonAnswer, refusal, sendJson, textOf } from "./http";
import { type KeyProvider, KeyProviderError } from "./provider";

export interface VaultTransitOptions {
  /** e.g. `https://vault.example.com:8200`. */
  readonly address: string;
  /** May `update` on encrypt and decrypt of the key, and `read` the key. */
  readonly token: string;
  /** Name of an aes256-gcm96 key. */
  readonly key: string;
  /** Where the transit engine is mounted. */
  readonly mount: string;
}

const WHO = "HashiCorp Vault";

/**
 * A key in the transit engine of HashiCorp Vault or OpenBao, over its HTTP API
 * (developer.hashicorp.com/vault/api-docs/secret/transit: encrypt, decrypt, read key).
 */
export function vaultTransitProvider({ address, token, key, mount }: VaultTransitOptions): KeyProvider {
  const base = `${address.replace(/\/+$/, "")}/v1/${mount}`;
  const headers = { "x-vault-token": token, "x-vault-request": "true", "content-type": "application/json" };

  async function ask(path: string, body: object | null): Promise<JsonAnswer["body"]> {
    const init = body === null ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await sendJson(WHO, `${base}/${path}`, init);
    if (answer.status !== 200) throw refusal(WHO, answer, reasonOf(answer));
    const { data } = answer.body;
    return typeof data === "object" && data !== null ? { ...data } : {};
  }

  return {
    name: "vault-transit",
    async wrap(plaintext, context) {
      const body = { plaintext: base64(plaintext), associated_data: base64(Buffer.from(context)) };
      const wrapped = textOf(WHO, await ask(`encrypt/${key}`, body), "ciphertext");
      // The ciphertext names the version that made it: vault:v2:…
      const version = /^vault:v(\d+):/.exec(wrapped)?.[1];
      if (version === undefined)
        throw new KeyProviderError("unavailable", `${WHO} answered with an unknown ciphertext.`);
      return { wrapped, keyName: nameOf(key, version) };
    },
    async unwrap(wrapped, context, keyName) {
      const body = { ciphertext: wrapped, associated_data: base64(Buffer.from(context)) };
      const path = `decrypt/${encodeURIComponent(keyOf(keyName))}`;
      return Buffer.from(textOf(WHO, await ask(path, body), "plaintext"), "base64");
    },
    async keyName() {
      const { latest_version: latest } = await ask(`keys/${key}`, null);
      if (typeof latest !== "number")
        throw new KeyProviderError("unavailable", `${WHO} answered without latest_version.`);
      return nameOf(key, String(latest));
    },
  };
}

function nameOf(key: string, version: string): string {
  return `${key} version ${version}`;
}

/** The key in a name that `nameOf` made. */
function keyOf(keyName: string): string {
  return keyName.replace(/ version \d+$/, "");
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Causes that an operator can act on; Vault's own texts may quote what was sent. */
function reasonOf({ status }: JsonAnswer): string {
  if (status === 403) return "the token may not use this key";
  if (status === 404) return "there is no such key or mount";
  if (status === 503) return "it is sealed or down for maintenance";
  return status === 400 ? "it did not wrap this, or the key has another type" : "";
}
