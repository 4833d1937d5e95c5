import { text } from "node:stream/consumers";
import { type DecodedJws, decodeCompactJws } from "../../lib/encoding/jws";
import { UsageError } from "../usage-error";

/** A token from the arguments, or from stdin for `-`, with a prefix such as `Bearer ` taken off. */
export async function readToken(
  argument: string,
  usage: string,
): Promise<DecodedJws & { payload: Record<string, unknown> }> {
  const given = argument === "-" ? await text(process.stdin) : argument;
  const token = given.trim().split(/\s+/).at(-1) ?? "";
  const jws = decodeCompactJws(token);
  const payload = jws?.payload;
  if (jws === null || typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    throw new UsageError("this is not a token: a compact JWS has three parts of base64url", usage);
  }
  return { ...jws, payload: { ...payload } };
}
