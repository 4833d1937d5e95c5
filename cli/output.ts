/** Data goes to stdout, everything else to stderr. */
export function printData(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What a command answers: the object for programs, or its words. */
export function printResult({ json }: { readonly json?: boolean | undefined }, result: unknown, words: string): void {
  printData(json ? JSON.stringify(result, null, 2) : words);
}

/** One sentence on what is wrong, and where it helps one on what to do. */
export function printError(message: string, hint?: string): void {
  process.stderr.write(`error: ${message}\n${hint === undefined ? "" : `hint: ${hint}\n`}`);
}

/** Exit codes that every command shares. */
export const EXIT = { ok: 0, rejected: 1, unusable: 2 } as const;
