import { base64, decodeBase64url } from "../../lib/contract/base64";
import type { EvidenceProvider, PublicJwk } from "../evidence-provider";
import type { InstanceKey, KeyProvider } from "../instance-key";
import type { AndroidKeystore } from "./contract";
import { joseSignature } from "./jose-signature";

/** Key Attestation: the instance key lives in Android Keystore, and its certificate chain is the evidence. */
export function keyAttestationEvidence(keystore: AndroidKeystore): EvidenceProvider {
  const chains = new Map<string, string[]>();
  const keys: KeyProvider = {
    async create(challenge) {
      const { alias, publicJwk, certificateChain } = await keystore.generateKey(decodeBase64url(challenge));
      chains.set(nameOf(publicJwk), certificateChain.map(base64));
      return keystoreKey(keystore, alias, publicJwk);
    },
    async restore(handle) {
      if (handle.kind !== "reference") return null;
      const publicJwk = await keystore.findKey(handle.reference);
      return publicJwk === null ? null : keystoreKey(keystore, handle.reference, publicJwk);
    },
  };
  return {
    keys,
    async collect({ publicJwk }) {
      const certificates = chains.get(nameOf(publicJwk));
      if (certificates === undefined) throw new Error("the key was not made for this enrolment");
      chains.delete(nameOf(publicJwk));
      return { format: "key-attestation", certificates };
    },
  };
}

/** An instance key in Android Keystore, for whichever evidence goes with it. */
export function keystoreKey(keystore: AndroidKeystore, alias: string, publicJwk: PublicJwk): InstanceKey {
  return {
    publicJwk,
    handle: { kind: "reference", reference: alias, publicJwk },
    sign: async (data) => joseSignature(await keystore.sign(alias, data)),
  };
}

function nameOf({ x, y }: PublicJwk): string {
  return x + y;
}
