import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UsageError } from "../usage-error";

/** The policy in a JSON file, or on stdin for "-", unparsed: the console's own parser has the last word. */
export async function readPolicyFile(file: string, usage: string): Promise<unknown> {
  const contents = await (file === "-" ? text(process.stdin) : readFile(file, "utf8")).catch((cause: unknown) => {
    throw new UsageError(`${file} can't be read`, usage, { cause });
  });
  try {
    return JSON.parse(contents);
  } catch (cause) {
    throw new UsageError(`${file} is not valid JSON`, "attestry policy get prints a policy to start from", { cause });
  }
}

/** A version number from an option or argument. */
export function parseVersionNumber(given: string, what: string, usage: string): number {
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new UsageError(`${what} takes a version number`, usage);
  return Number(given);
}
