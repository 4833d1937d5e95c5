/** A batch of events as arrays: what the parts of the statement of record-statement.ts select from as `given`. */
import { boolArray, hexArray, int2Array, int4Array, textArray, timestampArray, uuidArray } from "./binary-array";
import type { AttestationEvent } from "./event";
import type { Shape } from "./record-shape";

const NONCE_BYTES = 16;

interface Column {
  readonly name: string;
  readonly type: "timestamptz" | "uuid" | "int" | "smallint" | "text" | "bytea" | "bool";
  readonly encode: (events: readonly AttestationEvent[], facetIds: readonly number[]) => Buffer;
  /** Left out of batches that have none of it. */
  readonly only?: keyof Shape;
}

type Encoder<T> = (events: readonly AttestationEvent[], pick: Pick<T>) => Buffer;
type Pick<T> = (event: AttestationEvent) => T | null | undefined;

const of =
  <T>(encode: Encoder<T>, pick: Pick<T>): Column["encode"] =>
  (events) =>
    encode(events, pick);

const COLUMNS: readonly Column[] = [
  { name: "ts", type: "timestamptz", encode: of(timestampArray, (event) => event.ts) },
  { name: "id", type: "uuid", encode: of(uuidArray, (event) => event.id) },
  { name: "facet_id", type: "int", encode: (_, facetIds) => int4Array(facetIds, (id) => id) },
  { name: "kind", type: "smallint", encode: of(int2Array, (event) => event.kind) },
  { name: "outcome", type: "smallint", encode: of(int2Array, (event) => event.outcome) },
  { name: "signals", type: "int", encode: of(int4Array, (event) => event.signals) },
  { name: "reasons", type: "int", encode: of(int4Array, (event) => event.reasons) },
  { name: "first_reason", type: "smallint", encode: of(int2Array, (event) => event.firstReason) },
  { name: "override", type: "smallint", encode: of(int2Array, (event) => event.override) },
  { name: "policy_version_id", type: "int", encode: of(int4Array, (event) => event.policyVersionId) },
  { name: "instance_id", type: "uuid", encode: of(uuidArray, (event) => event.instanceId) },
  { name: "arc", type: "text", encode: of(textArray, (event) => event.arc) },
  { name: "error_code", type: "text", encode: of(textArray, (event) => event.errorCode) },
  { name: "address", type: "text", encode: of(textArray, (event) => event.address) },
  { name: "decision", type: "text", encode: of(textArray, (event) => event.decision) },
  {
    name: "nonce",
    type: "bytea",
    encode: (events) => hexArray(NONCE_BYTES, events, (event) => event.nonce),
  },
  { name: "nonce_expires_at", type: "timestamptz", encode: of(timestampArray, (event) => event.nonceExpiresAt) },
  { name: "measured", type: "int", encode: of(int4Array, ({ state }) => state?.measured) },
  { name: "security_level", type: "smallint", encode: of(int2Array, ({ state }) => state?.securityLevel) },
  { name: "build", type: "smallint", encode: of(int2Array, ({ state }) => state?.build) },
  { name: "patch_level", type: "text", encode: of(textArray, ({ state }) => state?.patchLevel) },
  { name: "attested", type: "text", encode: of(textArray, ({ state }) => state?.attested) },
  { name: "rollout_id", type: "int", only: "shadow", encode: of(int4Array, ({ shadow }) => shadow?.rolloutId) },
  { name: "shadow_outcome", type: "smallint", only: "shadow", encode: of(int2Array, ({ shadow }) => shadow?.outcome) },
  { name: "shadow_reasons", type: "int", only: "shadow", encode: of(int4Array, ({ shadow }) => shadow?.reasons) },
  { name: "override_id", type: "int", only: "override", encode: of(int4Array, (event) => event.overrideId) },
  { name: "credential_id", type: "uuid", only: "credential", encode: of(uuidArray, (event) => event.credentialId) },
  { name: "enrols", type: "bool", only: "contested", encode: of(boolArray, ({ instance }) => instance !== null) },
  // One from the spool was answered already, and only raises its counter.
  {
    name: "counts",
    type: "bool",
    only: "contested",
    encode: of(boolArray, ({ counter, counterSettled }) => counter != null && counterSettled !== true),
  },
];

function columnsOf(shape: Shape): Column[] {
  return COLUMNS.filter(({ only }) => only === undefined || shape[only]);
}

const JUDGED = new Set(["measured", "security_level", "build", "patch_level", "attested"]);
const OF_SHAPE = new Set<string | undefined>(["shadow", "override", "credential"]);

/** The columns of which only judged attestations have a value. */
export function judgedColumns(shape: Shape): string[] {
  return columnsOf(shape).flatMap(({ name, only }) => (JUDGED.has(name) || OF_SHAPE.has(only) ? [name] : []));
}

/** The first parameter is the writer's slot. */
export function selectGiven(shape: Shape): string {
  const columns = columnsOf(shape);
  const parameters = columns.map(({ type }, index) => `$${index + 2}::${type}[]`);
  return `SELECT * FROM unnest(${parameters.join(", ")}) AS i(${columns.map(({ name }) => name).join(", ")})`;
}

export function givenValues(
  shape: Shape,
  slot: number,
  events: readonly AttestationEvent[],
  facetIds: readonly number[],
): unknown[] {
  return [slot, ...columnsOf(shape).map(({ encode }) => encode(events, facetIds))];
}
