import type { KeyObject } from "node:crypto";
import type { PublicJwk } from "../lib/attestation/claims";
import { importPublicJwk } from "../lib/attestation/possession";

/** Key objects of instances seen lately; one takes about 2 kB, so this is some 40 MB a worker at most. */
const KEYS_MAX = 20_000;

/** Imports instance keys and remembers the latest: importing costs more than verifying. O(1) a look-up. */
export function createKeyImport(): (jwk: PublicJwk) => KeyObject | null {
  const keys = new Map<string, KeyObject>();
  return (jwk) => {
    const name = jwk.x + jwk.y;
    const known = keys.get(name);
    if (known !== undefined) {
      keys.delete(name);
      keys.set(name, known);
      return known;
    }
    const key = importPublicJwk(jwk);
    if (key === null) return null;
    if (keys.size >= KEYS_MAX)
      for (const oldest of keys.keys()) {
        keys.delete(oldest);
        break;
      }
    keys.set(name, key);
    return key;
  };
}
