import type { DeliveredSecret } from "../lib/contract/protocol-answers";
import { SECRET_NAME } from "../lib/contract/secrets";
import { AttestryNetworkError, AttestryOtherError, AttestryRejectionError } from "./errors";
import type { SecretKeeper } from "./secret-keeper";

/** Runtime secrets: what the service delivers to instances that pass. */
export interface Secrets {
  /**
   * The value of a secret. Rejects with UNKNOWN_KEY when the app has none of this name, REJECTED when the service refuses
   * this instance, NO_SERVICE when it can't open the value just now. Prefer substitution: it keeps the value out of the
   * app's own memory.
   */
  get(name: string): Promise<string>;
  /** The names of the app's secrets. Rejects with REJECTED when the service refuses this instance. */
  names(): Promise<readonly string[]>;
}

export interface SecretSource extends Secrets {
  /** The delivered secret, attesting first where nothing fresh is held. */
  find(name: string): Promise<DeliveredSecret>;
}

export function createSecretSource(keeper: SecretKeeper, attest: () => Promise<unknown>): SecretSource {
  /** Two tries: an attestation under way may have left before secrets were wanted. */
  async function find(name: string): Promise<DeliveredSecret> {
    if (!SECRET_NAME.test(name)) throw new AttestryOtherError("BAD_KEY");
    keeper.wantSecrets();
    for (let tries = 0; tries < 3; tries += 1) {
      const lookup = await keeper.secret(name);
      if (lookup.found === "secret") return lookup.secret;
      if (lookup.found === "unknown") throw new AttestryOtherError("UNKNOWN_KEY");
      if (lookup.found === "unavailable") throw new AttestryNetworkError("NO_SERVICE");
      if (lookup.found === "refused") throw new AttestryRejectionError(lookup.arc, lookup.reasons);
      await attest();
    }
    throw new AttestryNetworkError("NO_SERVICE", new Error("the service delivers no secrets"));
  }

  return {
    find,
    async get(name) {
      const secret = await find(name);
      keeper.used(secret.id);
      return secret.value;
    },
    async names() {
      keeper.wantSecrets();
      for (let tries = 0; tries < 3; tries += 1) {
        const lookup = keeper.names();
        if (lookup.found === "names") return lookup.names;
        if (lookup.found === "refused") throw new AttestryRejectionError(lookup.arc, lookup.reasons);
        await attest();
      }
      throw new AttestryNetworkError("NO_SERVICE", new Error("the service delivers no secrets"));
    },
  };
}
