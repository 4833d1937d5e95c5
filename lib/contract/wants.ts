/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What an instance wants sealed into its answer if it passes: the claim `wants`. docs/protocol.md explains each member. */
export interface Wants {
  /** The values of runtime secrets. */
  readonly secrets?: true | undefined;
  /** The set it holds already: the values come again only if they changed. */
  readonly held_set?: string | undefined;
  /** Versions whose values it used since its attestation before this one. */
  readonly used_versions?: number[] | undefined;
  /** How many seconds before this evidence it last used each of `used_versions`, in their order. */
  readonly used_seconds_ago?: number[] | undefined;
  /** The key of its secure strings. */
  readonly storage_key?: true | undefined;
  /** Claims for a custom JWT. */
  readonly jwt_claims?: { [name: string]: Json } | undefined;
}
