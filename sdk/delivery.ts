import { openJwe } from "../lib/contract/jwe";
import type { DeliveredSecret } from "../lib/contract/protocol-answers";
import { list, MalformedAnswer, type Members, members, text } from "./answers";
import { AttestryNetworkError } from "./errors";

/** What was sealed into an answer. `pass: false` holds nothing: the service refuses this instance. */
export interface OpenedDelivery {
  readonly pass: boolean;
  /** Names the set of values; null when none were wanted. */
  readonly set: string | null;
  /** Null when the set is the one this instance holds. */
  readonly secrets: readonly DeliveredSecret[] | null;
  /** Names of secrets that the service could not open just now. */
  readonly unavailable: readonly string[];
  /** base64url, or null. */
  readonly storageKey: string | null;
  readonly jwt: string | null;
}

/** Opens what was sealed to the ephemeral key of one attestation. Rejects with NO_SERVICE when it is not what it should be. */
export async function openDelivery(privateKey: CryptoKey, sealed: string): Promise<OpenedDelivery> {
  try {
    return readDelivery(JSON.parse(new TextDecoder().decode(await openJwe(privateKey, sealed))));
  } catch (error) {
    throw new AttestryNetworkError("NO_SERVICE", error);
  }
}

function readDelivery(value: unknown): OpenedDelivery {
  const from = members(value);
  return {
    pass: from.pass === true,
    set: optionalText(from, "set"),
    secrets: from.secrets === undefined ? null : list(from, "secrets").map(readSecret),
    unavailable: from.unavailable === undefined ? [] : list(from, "unavailable").map(String),
    storageKey: optionalText(from, "storageKey"),
    jwt: optionalText(from, "jwt"),
  };
}

function optionalText(from: Members, name: string): string | null {
  return from[name] === undefined ? null : text(from, name);
}

function readSecret(value: unknown): DeliveredSecret {
  const from = members(value);
  if (typeof from.id !== "number") throw new MalformedAnswer("id is not a number");
  return {
    id: from.id,
    name: text(from, "name"),
    value: text(from, "value"),
    domains: list(from, "domains").map(String),
  };
}
