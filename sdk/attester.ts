import type { Wants } from "../lib/contract/wants";
import type { AttestationAnswer } from "./answers";
import { evidenceBinding, sha256 } from "./binding";
import { attestationEvidence, enrolmentEvidence } from "./claims";
import { type Moment, moment } from "./clock";
import { type Environment, measureEnvironment } from "./environment";
import { AttestryOtherError } from "./errors";
import type { PlatformEvidence } from "./evidence-provider";
import { type Instance, type InstanceKeeper, systemOf } from "./instance-keeper";
import { exportPublicJwk } from "./instance-key";
import type { Settings } from "./options";
import { Refusal, type Service } from "./service";
import { shared } from "./single-flight";
import type { StoredProof } from "./store";

/** One answered attestation. */
export interface Attestation {
  readonly answer: AttestationAnswer;
  readonly environment: Environment;
  /** Opens what was sealed into the answer. */
  readonly privateKey: CryptoKey;
  /** When the evidence was sent: token lifetimes count from here, so that none is ever thought too long. */
  readonly sentAt: Moment;
}

/** What one attestation is for. */
export interface AttestationRequest {
  readonly bindingHash: string | null;
  readonly wants: Wants | undefined;
}

/** Enrols and attests. */
export interface Attester {
  /** One attestation with fresh evidence; enrols first where needed. Never repeats evidence that may have arrived. */
  attest(request: AttestationRequest): Promise<Attestation>;
  /** Makes sure there is an instance, from the store or by enrolling. */
  enrol(): Promise<void>;
}

export function createAttester(settings: Settings, service: Service, keeper: InstanceKeeper): Attester {
  const enrol = shared(() => refreshingChallenge(() => enrolOnce(settings, service, keeper)));

  async function present(): Promise<Instance> {
    await keeper.load();
    return keeper.instance() ?? (await enrol());
  }

  async function attest(request: AttestationRequest): Promise<Attestation> {
    const current = await present();
    try {
      return await refreshingChallenge(() => attestOnce(settings, service, current, request));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "invalid_token") throw error;
      // Others may have noticed first and enrolled already.
      const known = keeper.instance();
      const renewed = known === null || known === current ? await enrol() : known;
      return refreshingChallenge(() => attestOnce(settings, service, renewed, request));
    }
  }

  return {
    attest: (request) => attest(request).catch(giveUp),
    enrol: async () => {
      await present().catch(giveUp);
    },
  };
}

async function enrolOnce(settings: Settings, service: Service, keeper: InstanceKeeper): Promise<Instance> {
  const { evidenceProvider } = settings;
  const challenge = await service.challenge("enrolment");
  // A software key outlives a lost credential, so that its thumbprint tells the installation again. A hardware key carries
  // the challenge it was made for, so that each enrolment needs a new one.
  const reusable = evidenceProvider.keys === undefined ? keeper.instance()?.key : undefined;
  const key = reusable ?? (await keeper.keys.create(challenge));
  const { publicJwk } = key;
  const binding = await evidenceBinding(challenge, publicJwk);
  const platformEvidence = await evidenceProvider.collect({ challenge, publicJwk, binding });
  const evidence = await enrolmentEvidence(settings, challenge, key, platformEvidence);
  const { instanceId, credential } = await service.enrol(evidence);
  const instance = { instanceId, credential, key, proof: proofOf(platformEvidence, settings) };
  keeper.keepInstance(instance);
  return instance;
}

async function attestOnce(
  settings: Settings,
  service: Service,
  { credential, key, proof }: Instance,
  { bindingHash, wants }: AttestationRequest,
): Promise<Attestation> {
  const [challenge, environment, ephemeral] = await Promise.all([
    service.challenge("attestation"),
    measureEnvironment(settings.signalProviders),
    newEphemeralKey(),
  ]);
  const { publicJwk: ephemeralKey, privateKey } = ephemeral;
  const facts = { challenge, environment, bindingHash, ephemeralKey, wants };
  const evidence = await attestationEvidence(settings, key, facts);
  const assertion = await assertEvidence(settings, proof?.keyId ?? null, evidence);
  const sentAt = moment(settings.clock);
  return { answer: await service.attest(credential, evidence, assertion), environment, privateKey, sentAt };
}

function proofOf(evidence: PlatformEvidence, settings: Settings): StoredProof | null {
  if (evidence.format === "software-key") return null;
  return { keyId: evidence.format === "app-attest" ? evidence.keyId : null, system: systemOf(settings) };
}

/** The attested key's word for the exact bytes that are sent; null where the instance key is the attested one. */
async function assertEvidence(settings: Settings, keyId: string | null, evidence: string): Promise<string | null> {
  if (keyId === null) return null;
  const { assert } = settings.evidenceProvider;
  if (assert === undefined) throw new TypeError("evidenceProvider.assert is missing: App Attest needs it");
  return assert(keyId, await sha256(evidence));
}

/** Runs once more when the challenge was refused: it may have expired on a slow network. */
async function refreshingChallenge<T>(exchange: () => Promise<T>): Promise<T> {
  try {
    return await exchange();
  } catch (error) {
    if (error instanceof Refusal && error.code === "use_attestation_challenge") return await exchange();
    throw error;
  }
}

/** A refusal that stays after its one remedy was tried. */
function giveUp(error: unknown): never {
  if (error instanceof Refusal) {
    throw new AttestryOtherError("INTERNAL_ERROR", error, `The service keeps answering ${error.code}.`);
  }
  throw error;
}

/** The key that secrets of one answer are sealed to (RFC 7518 section 4.6); a new one for each attestation. */
async function newEphemeralKey() {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  return { publicJwk: await exportPublicJwk(pair.publicKey), privateKey: pair.privateKey };
}
