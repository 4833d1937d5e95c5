import type { DeliveredSecret } from "../lib/contract/protocol-answers";
import { DELIVERY_TTL_SECONDS } from "../lib/contract/secrets";
import type { Wants } from "../lib/contract/wants";
import { type Clock, elapsedMs, type Moment, moment } from "./clock";
import { type OpenedDelivery, openDelivery } from "./delivery";
import { type HeldSecrets, holdSecrets } from "./held-secrets";

/** The sealed part of one answer, with the only key that opens it. */
export interface SealedAnswer {
  readonly sealed: string;
  readonly privateKey: CryptoKey;
  readonly sentAt: Moment;
  readonly arc: string;
  readonly reasons: readonly string[];
}

interface Refused {
  readonly found: "refused";
  readonly arc: string;
  readonly reasons: readonly string[];
}

/** What a look into the held values came to. */
export type SecretLookup =
  | { readonly found: "secret"; readonly secret: DeliveredSecret }
  | { readonly found: "unknown" | "unavailable" | "nothing" }
  | Refused;

/** What a look at the held names came to. */
export type NamesLookup =
  | { readonly found: "names"; readonly names: readonly string[] }
  | { readonly found: "nothing" }
  | Refused;

/**
 * Holds what the last attestation delivered, sealed. A value is in the clear only while a request that needs it is made,
 * and none is used for longer than its delivery lasts.
 */
export interface SecretKeeper {
  /** Secrets are wanted from now on. */
  wantSecrets(): void;
  /** Part of the next evidence; undefined when nothing is wanted. */
  wants(more: Wants): Wants | undefined;
  /** Takes over an answer. */
  receive(answer: SealedAnswer): Promise<OpenedDelivery>;
  secret(name: string): Promise<SecretLookup>;
  names(): NamesLookup;
  /** A value was put into a request. */
  used(versionId: number): void;
  /** The environment changed: nothing that was held may be used before the next attestation. */
  forget(): void;
}

/** What one set of values came in; later answers may prolong it without repeating it. */
interface HeldSet {
  readonly set: string;
  readonly secrets: HeldSecrets;
}

/** What the claim can say; a time of day that was set back makes it infinite. */
const SECONDS_MAX = 2_147_483_647;

export function createSecretKeeper(clock: Clock): SecretKeeper {
  let wanted = false;
  let held: HeldSet | null = null;
  let unavailable: readonly string[] = [];
  let refusal: { readonly arc: string; readonly reasons: readonly string[] } | null = null;
  let sentAt: Moment | null = null;
  /** When each version was last used since the last attestation. */
  let used = new Map<number, Moment>();

  const isFresh = () => sentAt !== null && elapsedMs(clock, sentAt) < DELIVERY_TTL_SECONDS * 1000;

  function usesOf(uses: ReadonlyMap<number, Moment>): Wants {
    const ago = [...uses.values()].map((at) => Math.min(SECONDS_MAX, Math.ceil(elapsedMs(clock, at) / 1000)));
    return { used_versions: [...uses.keys()], used_seconds_ago: ago };
  }

  return {
    wantSecrets() {
      wanted = true;
    },
    wants(more) {
      const asked: Wants = wanted
        ? {
            secrets: true,
            ...(held === null ? {} : { held_set: held.set }),
            ...(used.size === 0 ? {} : usesOf(used)),
            ...more,
          }
        : more;
      return Object.keys(asked).length === 0 ? undefined : asked;
    },
    async receive({ sealed, privateKey, sentAt: at, arc, reasons }) {
      const delivery = await openDelivery(privateKey, sealed);
      if (!delivery.pass) {
        [held, unavailable, refusal, sentAt] = [null, [], { arc, reasons }, at];
      } else if (delivery.set !== null) {
        const { set, secrets } = delivery;
        if (secrets !== null) held = set === "" ? null : { set, secrets: await holdSecrets(secrets) };
        [unavailable, refusal, sentAt, used] = [delivery.unavailable, null, at, new Map()];
      }
      return delivery;
    },
    async secret(name) {
      if (!isFresh()) return { found: "nothing" };
      if (refusal !== null) return { found: "refused", ...refusal };
      if (unavailable.includes(name)) return { found: "unavailable" };
      const secret = (await held?.secrets.get(name)) ?? null;
      return secret === null ? { found: "unknown" } : { found: "secret", secret };
    },
    names() {
      if (!isFresh()) return { found: "nothing" };
      if (refusal !== null) return { found: "refused", ...refusal };
      return { found: "names", names: held?.secrets.names ?? [] };
    },
    used(versionId) {
      used.set(versionId, moment(clock));
    },
    forget() {
      [sentAt, refusal] = [null, null];
    },
  };
}
