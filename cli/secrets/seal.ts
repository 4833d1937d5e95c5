import { vaultSchema } from "../../lib/contract/admin/secrets";
import { type SealedSecret, sealSecret } from "../../lib/contract/secret-sealing";
import { vaultFingerprint } from "../../lib/contract/vault";
import { askConsole, ConsoleError, type ConsoleOptions } from "../console-api";
import { UsageError } from "../usage-error";

/** Seals values on this machine, to the key that the console names. */
export interface Sealer {
  /** What people compare with the console's settings. */
  readonly vault: string;
  seal(uid: string, value: string): Promise<SealedSecret>;
}

/** Asks the console for the vault's key. Throws a ConsoleError before the data plane has made one. */
export async function openSealer(options: ConsoleOptions): Promise<Sealer> {
  const { key } = await askConsole(options, "/api/vault", vaultSchema);
  if (key === null) {
    throw new ConsoleError("temporarily_unavailable", "there is no vault yet", "start the data plane, which makes it");
  }
  return {
    vault: vaultFingerprint(key.kid),
    seal: (uid, value) =>
      sealSecret(key, uid, value).catch((error: unknown) => {
        if (error instanceof RangeError) throw new UsageError(error.message, "attestry secret --help");
        throw error;
      }),
  };
}
