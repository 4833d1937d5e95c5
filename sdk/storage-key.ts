import { decodeBase64url } from "../lib/contract/base64";
import { DELIVERY_TTL_SECONDS } from "../lib/contract/secrets";
import { type Clock, elapsedMs, type Moment } from "./clock";
import type { OpenedDelivery } from "./delivery";
import { AttestryNetworkError } from "./errors";
import { shared } from "./single-flight";

/** This instance's key for secure strings, held no longer than the pass it came with counts. */
export interface StorageKey {
  get(): Promise<CryptoKey>;
  forget(): void;
}

/** `request` attests for it and rejects when this instance is refused. */
export function createStorageKey(
  clock: Clock,
  request: () => Promise<{ readonly delivery: OpenedDelivery; readonly sentAt: Moment }>,
): StorageKey {
  let held: { readonly key: CryptoKey; readonly sentAt: Moment } | null = null;
  const renew = shared(async () => {
    const { delivery, sentAt } = await request();
    if (delivery.storageKey === null) throw new AttestryNetworkError("NO_SERVICE", new Error("no storage key came"));
    const bytes = decodeBase64url(delivery.storageKey);
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    held = { key, sentAt };
    return key;
  });
  return {
    get() {
      const fresh = held !== null && elapsedMs(clock, held.sentAt) < DELIVERY_TTL_SECONDS * 1000;
      return held !== null && fresh ? Promise.resolve(held.key) : renew();
    },
    forget() {
      held = null;
    },
  };
}
