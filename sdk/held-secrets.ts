import type { DeliveredSecret } from "../lib/contract/protocol-answers";

/** The values of one delivery, each sealed by itself: a look-up opens one, not all. */
export interface HeldSecrets {
  readonly names: readonly string[];
  /** Null where there is none of this name. */
  get(name: string): Promise<DeliveredSecret | null>;
}

const IV_BYTES = 12;

/** Seals values with a key that lasts as long as they are held and that the platform does not give out. */
export async function holdSecrets(secrets: readonly DeliveredSecret[]): Promise<HeldSecrets> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const sealed = new Map(
    await Promise.all(secrets.map(async (secret) => [secret.name, await seal(key, secret)] as const)),
  );
  return {
    names: [...sealed.keys()],
    async get(name) {
      const found = sealed.get(name);
      if (found === undefined) return null;
      const { iv, ciphertext, ...rest } = found;
      const value = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, ciphertext);
      return { ...rest, value: new TextDecoder().decode(value) };
    },
  };
}

async function seal(key: CryptoKey, { value, ...rest }: DeliveredSecret) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(value));
  return { ...rest, iv, ciphertext };
}
