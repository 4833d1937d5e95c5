import type { ConfigResponse } from "../lib/contract/protocol-answers";
import { type InstanceKey, type KeyProvider, webCryptoKeys } from "./instance-key";
import type { Settings } from "./options";
import type { StoredProof } from "./store";

/** The enrolled instance in memory. */
export interface Instance {
  readonly instanceId: string;
  readonly credential: string;
  readonly key: InstanceKey;
  readonly proof: StoredProof | null;
}

/** Holds the instance and the last configuration, and keeps both in the store. */
export interface InstanceKeeper {
  readonly keys: KeyProvider;
  /** Reads the store on the first call; later calls wait for that. */
  load(): Promise<void>;
  instance(): Instance | null;
  config(): ConfigResponse | null;
  keepInstance(instance: Instance): void;
  keepConfig(config: ConfigResponse): void;
}

/** A store that fails is reported and does not stop anything: a phone whose storage is full still attests. */
export function createInstanceKeeper(settings: Settings, report: (error: unknown) => void): InstanceKeeper {
  const { store, evidenceProvider } = settings;
  const keys = evidenceProvider.keys ?? webCryptoKeys(store.holds === "text");
  const owner = [settings.url, settings.app, settings.platform].join(" ");
  let instance: Instance | null = null;
  let config: ConfigResponse | null = null;
  let loading: Promise<void> | null = null;
  let saving: Promise<void> = Promise.resolve();

  async function load(): Promise<void> {
    const kept = await store.load();
    if (kept === null || kept.owner !== owner) return;
    config ??= kept.config;
    // What the hardware proved of the system is about the one it ran then: after an update it proves itself anew.
    if (kept.proof !== null && kept.proof.system !== systemOf(settings)) return;
    const key = await keys.restore(kept.key);
    if (key !== null) instance ??= { instanceId: kept.instanceId, credential: kept.credential, key, proof: kept.proof };
  }

  function save(): void {
    if (instance === null) return;
    const { instanceId, credential, key, proof } = instance;
    const kept = { owner, instanceId, credential, key: key.handle, config, proof };
    saving = saving.then(() => store.save(kept)).catch(report);
  }

  return {
    keys,
    load() {
      loading ??= load().catch(report);
      return loading;
    },
    instance: () => instance,
    config: () => config,
    keepInstance(fresh) {
      instance = fresh;
      save();
    },
    keepConfig(fresh) {
      config = fresh;
      save();
    },
  };
}

/** System version and patch level, which hardware evidence is about. */
export function systemOf({ device }: Pick<Settings, "device">): string {
  return `${device.osVersion} ${device.patchLevel ?? ""}`.trim();
}
