import type { TextStorage } from "./store";

/** Where the phone keeps sealed strings: what lies here opens on a passing instance only. Both calls may reject. */
export interface SecureStore {
  /** Null when there is none. */
  read(name: string): Promise<string | null>;
  /** Null deletes. */
  write(name: string, sealed: string | null): Promise<void>;
}

/** Keeps sealed strings as long as the process lives. */
export function memorySecureStore(): SecureStore {
  const kept = new Map<string, string>();
  return {
    read: async (name) => kept.get(name) ?? null,
    async write(name, sealed) {
      if (sealed === null) kept.delete(name);
      else kept.set(name, sealed);
    },
  };
}

/** What {@link webSecureStore} needs of a storage. */
export interface RemovingTextStorage extends TextStorage {
  removeItem(key: string): void | Promise<void>;
}

/** Keeps sealed strings in `localStorage`, or in a phone's key-value storage behind the same interface. */
export function webSecureStore(storage: RemovingTextStorage, prefix = "attestry.string."): SecureStore {
  return {
    read: async (name) => storage.getItem(prefix + name),
    async write(name, sealed) {
      if (sealed === null) await storage.removeItem(prefix + name);
      else await storage.setItem(prefix + name, sealed);
    },
  };
}
