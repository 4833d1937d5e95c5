"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type SealedSecret, sealSecret, secretFingerprint } from "@/lib/contract/secret-sealing";
import { vaultQuery } from "../queries/secrets";

const INSECURE =
  "Browsers seal on https:// and on this machine only. Open the console by its https address, or use the command line.";

/** Whether this page may use WebCrypto: not over plain HTTP from another machine. */
export function canSeal(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** A version 4 UUID; `crypto.randomUUID` is missing where {@link canSeal} is false, and the page must still open. */
export function newUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ["8", "9", "a", "b"][(bytes[8] ?? 0) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Seals values in this browser; `vault` is null until the vault's key is known. */
export function useSealer() {
  const { data } = useQuery(vaultQuery);
  const key = data?.key ?? null;
  return {
    vault: key,
    /** Rejects with a sentence for the field when the value is too long, or there is no vault yet. */
    async seal(uid: string, value: string): Promise<SealedSecret> {
      if (!canSeal()) throw new Error(INSECURE);
      if (key === null) throw new Error("There is no vault yet: the data plane makes it when it first starts.");
      return sealSecret(key, uid, value);
    },
  };
}

const SETTLE_MS = 400;

/** The fingerprint of what is typed, once the typing pauses; null while it is worked out or there is nothing. */
export function useFingerprint(uid: string, value: string): string | null {
  const [known, setKnown] = useState<{ value: string; fingerprint: string } | null>(null);
  useEffect(() => {
    if (value === "" || !canSeal()) return;
    let current = true;
    const timer = setTimeout(() => {
      void secretFingerprint(uid, value).then((fingerprint) => current && setKnown({ value, fingerprint }));
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [uid, value]);
  return known !== null && known.value === value ? known.fingerprint : null;
}
