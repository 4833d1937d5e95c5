import { AttestryRejectionError, createAttestry, type EvidenceProvider } from "@attestry/sdk";
import type { SdkSignal } from "../../lib/contract/signals";
import { APP, SIGNER } from "./registration";
import type { RunningDataplane } from "./running";

export interface VirtualPhone {
  /** Attests, enrolling first if need be: what the service told, or the error the SDK gave. */
  attest(): Promise<{ readonly reasons: readonly string[] } | { readonly error: unknown }>;
}

/** The SDK on a virtual phone against a data plane whose policy tells reasons. */
export function createVirtualPhone(
  dataplane: RunningDataplane,
  evidenceProvider: EvidenceProvider,
  {
    app = APP.app,
    platform = "android",
    osVersion = "15",
    reports = [],
  }: { app?: string; platform?: "android" | "ios"; osVersion?: string; reports?: readonly SdkSignal[] } = {},
): VirtualPhone {
  const attestry = createAttestry({
    url: dataplane.url,
    app,
    platform,
    appVersion: "1.0.0",
    versionCode: 1,
    signerDigests: platform === "android" ? [SIGNER] : [],
    device: { model: "virtual", osVersion, patchLevel: "2026-10" },
    evidenceProvider,
    signalProviders: [{ signals: reports, measure: async () => reports.map((signal) => ({ signal })) }],
    background: false,
    backOff: { triesMax: 1, holdMsMax: 0 },
  });
  return {
    async attest() {
      try {
        await attestry.initialize();
        await attestry.precheck();
        return { reasons: [] };
      } catch (error) {
        return error instanceof AttestryRejectionError ? { reasons: error.reasons } : { error };
      }
    },
  };
}
