import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./usage-error";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Parses a command's options and positional arguments; what can't be parsed is a UsageError with the usage as hint. */
export function parseCommand<T extends Options>(args: readonly string[], options: T, usage: string) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    const [firstSentence = "unknown option"] = cause instanceof Error ? cause.message.split(". ") : [];
    throw new UsageError(firstSentence, usage, { cause });
  }
}
