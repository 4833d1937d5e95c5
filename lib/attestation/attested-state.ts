/**
 * What platform evidence proved, as history keeps it of each instance: what rules ask for, and nothing that names a
 * single phone.
 * @module
 */
import { z } from "zod";
import type { AttestedFacts } from "./attested-facts";
import type { Facts } from "./decide";

type Attested = Pick<Facts, "attested" | "foreignSigner">;

const NOTHING: Attested = { attested: {}, foreignSigner: false };

/** JSON with its members always in the same order, so that instances alike have the same text; null for nothing. */
export function attestedState({ attested, foreignSigner }: Attested): string | null {
  const { os, pat, vpt, bpt, vbk, prv } = attested;
  const text = JSON.stringify({ os, pat, vpt, bpt, vbk, prv, ...(foreignSigner ? { foreign: true } : {}) });
  return text === "{}" ? null : text;
}

const text = z.string().optional();
const storedSchema = z.object({
  ...{ os: text, pat: text, vpt: text, bpt: text, vbk: text },
  prv: z.enum(["factory", "remote"]).optional(),
  foreign: z.boolean().default(false),
});

/** Reads it back; what does not parse proves nothing. */
export function parseAttestedState(stored: string | null): Attested {
  if (stored === null) return NOTHING;
  const { foreign, ...facts } = storedSchema.parse(JSON.parse(stored));
  // Which certificates it named is not kept; that they were somebody else's is what counts.
  return { attested: { ...present(facts), ...(foreign ? { sgn: [] } : {}) }, foreignSigner: foreign };
}

/** Without the members that are unknown, as {@link AttestedFacts} has it. */
function present({ os, pat, vpt, bpt, vbk, prv }: Omit<z.infer<typeof storedSchema>, "foreign">): AttestedFacts {
  return {
    ...(os === undefined ? {} : { os }),
    ...(pat === undefined ? {} : { pat }),
    ...(vpt === undefined ? {} : { vpt }),
    ...(bpt === undefined ? {} : { bpt }),
    ...(vbk === undefined ? {} : { vbk }),
    ...(prv === undefined ? {} : { prv }),
  };
}
