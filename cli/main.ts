import { appInspect } from "./commands/app-inspect";
import { EXIT, printData, printError } from "./output";
import { UsageError } from "./usage-error";

interface Command {
  readonly summary: string;
  /** Gets the arguments after noun and verb and answers the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Every command, by noun and verb. */
const commands: Readonly<Record<string, Command>> = {
  "app inspect": { summary: "verify an app package offline and show what is in it", run: appInspect },
};

async function main(args: readonly string[]): Promise<number> {
  const [noun = "", verb = "", ...rest] = args;
  if (noun === "" || noun === "help" || noun === "--help" || noun === "-h") {
    printData(help(Object.keys(commands)));
    return EXIT.ok;
  }
  const name = `${noun} ${verb}`;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return unknownCommand(noun, verb);
  try {
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printError(error.message, error.hint);
    return EXIT.unusable;
  }
}

function unknownCommand(noun: string, verb: string): number {
  const ofNoun = Object.keys(commands).filter((name) => name.startsWith(`${noun} `));
  if (ofNoun.length > 0 && (verb === "" || verb === "--help" || verb === "-h")) {
    printData(help(ofNoun));
    return EXIT.ok;
  }
  printError(`there is no command "${`${noun} ${verb}`.trim()}"`, "attestry --help lists all commands");
  return EXIT.unusable;
}

function help(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}   ${commands[name]?.summary ?? ""}`);
  return ["usage: attestry <noun> <verb> [options]", "", ...lines, "", "--help after a command says more."].join("\n");
}

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  printError(error instanceof Error ? error.message : String(error));
  return EXIT.unusable;
});
