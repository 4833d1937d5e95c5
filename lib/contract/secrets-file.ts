/** One `NAME=value` of a file. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** A file that can't be imported: one sentence that names the line, never a value. */
export class ImportFileError extends Error {
  override readonly name = "ImportFileError";
}

/** Reads a file of secrets: a JSON object of texts, or lines as dotenv writes them. Throws an ImportFileError. */
export function parseSecretsFile(text: string): NamedValue[] {
  const values = text.trimStart().startsWith("{") ? parseJsonFile(text) : parseEnvFile(text);
  if (values.length === 0) throw new ImportFileError("There is no secret in it.");
  return values;
}

function parseJsonFile(text: string): NamedValue[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own words would quote the file.
    throw new ImportFileError("It starts like JSON but is not valid JSON.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new ImportFileError("It is no object.");
  return Object.entries(parsed).map(([name, value]: [string, unknown]) => {
    if (typeof value !== "string") throw new ImportFileError(`The value of ${name} is not a text.`);
    return { name, value };
  });
}

function parseEnvFile(text: string): NamedValue[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const values: NamedValue[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name = "", first = ""] = /^\s*(?:export\s+)?([^=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === "") throw new ImportFileError(`Line ${index + 1} is not NAME=value.`);
    const number = index + 1;
    let raw = first;
    // A quoted value goes on over lines, as those of PEM keys do, until its quote closes.
    while (isOpen(raw) && index + 1 < lines.length) {
      index += 1;
      raw += `\n${lines[index] ?? ""}`;
    }
    values.push({ name, value: unquote(raw.trimEnd(), number) });
  }
  return values;
}

/** Whether a value starts with a quote that is not closed yet. */
function isOpen(raw: string): boolean {
  if (raw.startsWith("'")) return !raw.slice(1).includes("'");
  return raw.startsWith('"') && !/^"(?:[^"\\]|\\[\s\S])*"/.test(raw);
}

/** Single quotes keep everything; double quotes know \n, \r, \t, \" and \\; without quotes " #" starts a comment. */
function unquote(raw: string, line: number): string {
  const single = /^'([^']*)'\s*(#.*)?$/.exec(raw);
  if (single !== null) return single[1] ?? "";
  const double = /^"((?:[^"\\]|\\[\s\S])*)"\s*(#.*)?$/.exec(raw);
  if (double !== null) return (double[1] ?? "").replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  if (/^['"]/.test(raw)) throw new ImportFileError(`The quotes of line ${line} don't close.`);
  return raw.replace(/\s+#.*$/, "");
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
