import { base64 } from "../encoding";
import type { EvidenceProvider } from "../evidence-provider";
import type { KeyProvider } from "../instance-key";
import type { AppAttestService } from "./contract";

/**
 * App Attest: the attested key can sign assertions only, so the instance key is another one, which the attestation names
 * by its hash; each attestation then brings an assertion. `keys` puts the instance key into the Secure Enclave.
 */
export function appAttestEvidence(service: AppAttestService, keys?: KeyProvider): EvidenceProvider {
  return {
    ...(keys === undefined ? {} : { keys }),
    async collect({ binding }) {
      const keyId = await service.generateKey();
      return { format: "app-attest", keyId, attestation: base64(await service.attestKey(keyId, binding)) };
    },
    assert: async (keyId, clientDataHash) => base64(await service.generateAssertion(keyId, clientDataHash)),
  };
}
