import type { ConfigResponse } from "../lib/contract/protocol-answers";
import { type InstanceKey, type KeyProvider, webCryptoKeys } from "./instance-key";
import type { Settings } from "./options";

/** The enrolled instance in memory. */
export interface Instance {
  readonly instanceId: string;
  readonly credential: string;
  readonly key: InstanceKey;
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
    const key = await keys.restore(kept.key);
    if (key !== null) instance ??= { instanceId: kept.instanceId, credential: kept.credential, key };
  }

  function save(): void {
    if (instance === null) return;
    const { instanceId, credential, key } = instance;
    const kept = { owner, instanceId, credential, key: key.handle, config };
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
