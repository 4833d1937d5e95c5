"use client";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { z } from "zod";
import { type AppraisalPolicy, appraisalPolicySchema, evidenceRulesSchema } from "@/lib/contract/policy";
import { EXCEPTION_ACTIONS } from "@/lib/contract/policy-exceptions";
import { SIGNAL_IDS } from "@/lib/contract/signals";

/** A policy that is being written. What stands in its text fields may not parse yet, so it is kept as it was typed. */
export interface Draft {
  readonly policy: AppraisalPolicy;
  readonly reason: string;
  /** The newest version its author has seen: a draft holds a whole policy, so it must not go over one they have not. */
  readonly baseVersion: number;
}

const stored = z.object({
  policy: z.object({
    signals: appraisalPolicySchema.shape.signals,
    minimumAppVersion: z.string().nullable(),
    minimumOsVersion: z.string().nullable(),
    minimumPatchLevel: z.string().nullable(),
    builds: z.enum(["exact", "signer"]),
    evidence: evidenceRulesSchema.extend({
      formats: z.array(evidenceRulesSchema.shape.formats.unwrap().element),
      hardwareFromOsVersion: z.string().nullable(),
      remoteProvisioningFromOsVersion: z.string().nullable(),
      minimumVendorPatchLevel: z.string().nullable(),
      minimumBootPatchLevel: z.string().nullable(),
      allowedBootKeys: z.array(z.string()),
    }),
    tellReasons: z.boolean(),
    tokenAnnotations: appraisalPolicySchema.shape.tokenAnnotations,
    developmentCredentials: appraisalPolicySchema.shape.developmentCredentials,
    exceptions: z
      .array(
        z.object({
          signal: z.enum(SIGNAL_IDS),
          action: z.enum(EXCEPTION_ACTIONS),
          sdkVersion: z.string().nullable(),
          appVersion: z.string().nullable(),
          model: z.string().nullable(),
          note: z.string(),
        }),
      )
      .default([]),
  }),
  reason: z.string(),
  baseVersion: z.int(),
});

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The draft of one app's policy. It lives in the tab, so that a look at another page or a reload does not lose it. */
export function useDraft(appId: number): [Draft | null, (draft: Draft | null) => void] {
  const key = `attestry-policy-draft-${appId}`;
  const text = useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(key),
    () => null,
  );
  const draft = useMemo(() => parseDraft(text), [text]);
  const setDraft = useCallback(
    (next: Draft | null) => {
      if (next === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(next));
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [draft, setDraft];
}

/** A draft as the tab kept it; null where there is none that can be gone on with. */
export function parseDraft(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const parsed = stored.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
