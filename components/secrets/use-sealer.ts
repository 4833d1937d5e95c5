"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type SealedSecret, sealSecret, secretFingerprint } from "@/lib/contract/secret-sealing";
import { vaultQuery } from "../queries/secrets";

/** Seals values in this browser; `vault` is null until the vault's key is known. */
export function useSealer() {
  const { data } = useQuery(vaultQuery);
  const key = data?.key ?? null;
  return {
    vault: key,
    /** Rejects with a sentence for the field when the value is too long, or there is no vault yet. */
    async seal(uid: string, value: string): Promise<SealedSecret> {
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
    if (value === "") return;
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
