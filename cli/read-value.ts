import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UsageError } from "./usage-error";

/**
 * A secret value from a file, or from stdin for `-`; never from an argument, which every user of the machine can read.
 * One line break at its end is the editor's or the shell's, not the value's.
 */
export async function readValue(file: string, usage: string): Promise<string> {
  const contents = await (file === "-" ? text(process.stdin) : readFile(file, "utf8")).catch((cause: unknown) => {
    throw new UsageError(`${file} can't be read`, usage, { cause });
  });
  const value = contents.replace(/\r?\n$/, "");
  if (value === "") throw new UsageError(file === "-" ? "stdin was empty" : `${file} is empty`, usage);
  return value;
}
