/**
 * App Attest keys where history is written: an attested key belongs to the first enrolment that brings it, and its
 * counter only ever rises (evidence steps D1.8 and D2.5). Both in the transaction of the events themselves.
 */
import type pg from "pg";
import type { AttestationEvent } from "./event";

const KEEP = {
  name: "keep-attested-keys",
  text: `
INSERT INTO app_attest_keys (app_id, key_id, instance_id, environment, receipt, enrolled_at)
SELECT app_id, key_id, instance_id, environment, decode(receipt, 'base64'), enrolled_at
FROM unnest($1::int[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
  AS i(app_id, key_id, instance_id, environment, receipt, enrolled_at)
ORDER BY app_id, key_id
ON CONFLICT DO NOTHING`,
};

/** Keeps the keys of new App Attest instances; answers the instance ids whose key another instance had before. */
export async function keepAttestedKeys(
  client: pg.ClientBase,
  events: readonly AttestationEvent[],
): Promise<Set<string>> {
  const enrolled = events.flatMap(({ ts, instance }) => {
    const key = instance?.appAttest ?? null;
    return instance === null || key === null ? [] : [{ ts, instance, key }];
  });
  if (enrolled.length === 0) return new Set();
  const column = <T>(pick: (one: (typeof enrolled)[number]) => T) => enrolled.map(pick);
  const ids = column(({ instance }) => instance.id);
  await client.query({
    ...KEEP,
    values: [
      column(({ instance }) => instance.appId),
      column(({ key }) => key.keyId),
      ids,
      column(({ key }) => key.environment),
      column(({ key }) => key.receipt),
      column(({ ts }) => ts),
    ],
  });
  const kept = await client.query<{ instance_id: string }>(
    "SELECT instance_id FROM app_attest_keys WHERE instance_id = ANY($1::uuid[])",
    [ids],
  );
  const present = new Set(kept.rows.map((row) => row.instance_id));
  return new Set(ids.filter((id) => !present.has(id)));
}

/** Rows are locked in one order, so that two batches with the same keys wait for each other instead of failing. */
const RAISE = {
  name: "raise-counters",
  text: `
WITH input AS (SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS i(instance_id, counter)
), locked AS MATERIALIZED (
  SELECT k.instance_id, i.counter FROM app_attest_keys k JOIN input i USING (instance_id)
  ORDER BY k.instance_id FOR UPDATE OF k
)
UPDATE app_attest_keys k SET counter = l.counter FROM locked l
WHERE k.instance_id = l.instance_id AND k.counter < l.counter
RETURNING k.instance_id`,
};

interface Shown {
  readonly id: string;
  readonly instanceId: string;
  readonly counter: number;
  readonly settled: boolean;
}

/** Compares and sets the counters that a batch shows; answers the events whose counter had been shown before. */
export async function raiseCounters(client: pg.ClientBase, events: readonly AttestationEvent[]): Promise<Set<string>> {
  const waiting = events.flatMap(({ id, instanceId, counter, counterSettled }): Shown[] =>
    instanceId === null || counter == null ? [] : [{ id, instanceId, counter, settled: counterSettled === true }],
  );
  const spent = new Set<string>();
  for (const round of rounds(waiting)) {
    const values = [round.map(({ instanceId }) => instanceId), round.map(({ counter }) => counter)];
    const raised = await client.query<{ instance_id: string }>({ ...RAISE, values });
    const present = new Set(raised.rows.map((row) => row.instance_id));
    for (const { id, instanceId, settled } of round) if (!settled && !present.has(instanceId)) spent.add(id);
  }
  return spent;
}

/** In the order they came, each instance once a round: one statement would set only one of an instance's counters. */
function rounds(shown: readonly Shown[]): Shown[][] {
  const made: Shown[][] = [];
  const seen = new Map<string, number>();
  for (const one of shown) {
    const round = seen.get(one.instanceId) ?? 0;
    seen.set(one.instanceId, round + 1);
    const group = made[round];
    if (group === undefined) made.push([one]);
    else group.push(one);
  }
  return made;
}
