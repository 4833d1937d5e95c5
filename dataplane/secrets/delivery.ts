import { hkdfSync } from "node:crypto";
import type { Attempt } from "../../lib/attestation/attempt";
import type { Wants } from "../../lib/contract/wants";
import type { SecretDelivery } from "../../lib/events/event";
import { sealJwe } from "../../lib/secrets/jwe";
import type { Release, SecretUse } from "../../lib/secrets/releases";
import { signCustomJwt } from "../../lib/tokens/custom-jwt";
import type { Service } from "../service";

const STORAGE_KEY_BYTES = 32;

/** What a delivery is made of, decided before the attempt is recorded. */
export interface PlannedDelivery {
  readonly wanted: NonNullable<Attempt["wanted"]>;
  readonly release: Release | null;
  /** For the event; null where no secrets were wanted. */
  readonly recorded: SecretDelivery | null;
}

/** Plans what an attempt is given if it passes; null when it wants nothing or names no app. */
export function planDelivery(service: Service, attempt: Attempt): PlannedDelivery | null {
  const { wanted, app, at } = attempt;
  if (wanted === undefined || app === null || attempt.refusal !== null) return null;
  const { secrets } = service.snapshot();
  const release = wanted.wants.secrets === true ? secrets.for(app.id, attempt.facets.appVersion, at) : null;
  const endedIds = secrets.endedAmong(usesOf(wanted.wants, at));
  const recorded =
    release === null || attempt.outcome !== "pass"
      ? null
      : { setKey: release.setKey, versionIds: release.versionIds, endedIds };
  return { wanted, release, recorded };
}

/** When each version was last used; one without a time counts as used when it was told. */
function usesOf({ used_versions: used = [], used_seconds_ago: ago = [] }: Wants, toldAt: Date): SecretUse[] {
  return used.map((versionId, index) => ({
    versionId,
    at: new Date(toldAt.getTime() - (ago[index] ?? 0) * 1000),
  }));
}

/**
 * Seals what was planned to the instance's ephemeral key. A failed attempt gets padding of the same length by the same
 * work, so that neither size nor time tells a listener which it was.
 */
export function sealDelivery(service: Service, attempt: Attempt, arc: string, plan: PlannedDelivery): string {
  const plaintext = Buffer.from(deliveryJson(service, attempt, arc, plan));
  const content = attempt.outcome === "pass" ? plaintext : padding(plaintext.length);
  const sealed = sealJwe(plan.wanted.epk, { cty: "json" }, content);
  plaintext.fill(0);
  return sealed;
}

/** JSON of a `Delivery` (lib/contract/protocol-answers.ts) of a pass. */
function deliveryJson(service: Service, attempt: Attempt, arc: string, { wanted, release }: PlannedDelivery): string {
  const { wants } = wanted;
  const members = [`"pass":true`, ...secretMembers(wants.secrets === true, wants.held_set, release)];
  const { instanceId, app } = attempt;
  if (wants.storage_key === true && instanceId !== null) {
    members.push(`"storageKey":"${storageKey(service.keys.storageKey, instanceId).toString("base64url")}"`);
  }
  if (wants.jwt_claims !== undefined && instanceId !== null && app !== null) {
    const subject = { issuer: service.config.dataplaneUrl, app: app.appId, instanceId, arc };
    const jwt = signCustomJwt(service.keys.jwtKey, wants.jwt_claims, subject, attempt.at, attempt.outcome);
    members.push(`"jwt":"${jwt}"`);
  }
  const json = `{${members.join(",")}}`;
  return json.length >= PAD_MIN ? json : `${json.slice(0, -1)},"pad":"${"x".repeat(PAD_MIN - json.length)}"}`;
}

/** Room for the smallest refusal. */
const PAD_MIN = 64;

function secretMembers(wanted: boolean, heldSet: string | undefined, release: Release | null): string[] {
  if (!wanted) return [];
  if (release === null) return [`"set":"","secrets":[],"unavailable":[]`];
  const set = `"set":"${release.setKey}"`;
  return heldSet === release.setKey ? [set, `"unavailable":[]`] : [set, release.members];
}

/** JSON `{"pass":false,"pad":"…"}` of exactly `length` bytes. */
function padding(length: number): Buffer {
  const [head, tail] = ['{"pass":false,"pad":"', '"}'];
  return Buffer.from(head + "x".repeat(Math.max(0, length - head.length - tail.length)) + tail);
}

/** HKDF (RFC 5869) from the service's key, salted with nothing and told apart by the instance. */
function storageKey(serviceKey: Buffer, instanceId: string): Buffer {
  return Buffer.from(hkdfSync("sha256", serviceKey, "", `attestry instance storage ${instanceId}`, STORAGE_KEY_BYTES));
}
