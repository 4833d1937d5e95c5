import { RejectedPackageError } from "../rejection";

const SECTIONS_MAX = 200_000;
/** Of one section: a name of 64 KB takes some 900 lines. */
const LINES_MAX = 4096;

/** One section of a manifest or signature file: its bytes as digests cover them, and its headers in lower case. */
export interface JarSection {
  readonly raw: Buffer;
  readonly headers: ReadonlyMap<string, string>;
}

export interface JarManifest {
  readonly main: JarSection;
  /** By the `Name` header: the entry that the section is about. */
  readonly entries: ReadonlyMap<string, JarSection>;
}

/**
 * Parses MANIFEST.MF or a .SF file (JAR File Specification, "Notes on Manifest and Signature Files"). A section's bytes
 * run up to and including the empty line that ends it. Throws a RejectedPackageError.
 */
export function parseJarManifest(bytes: Buffer): JarManifest {
  const [main, ...others] = [...sectionsOf(bytes)];
  if (main === undefined) throw malformed("it is empty");
  const entries = new Map<string, JarSection>();
  for (const section of others) {
    const name = section.headers.get("name");
    if (name === undefined) throw malformed("a section in it names no entry");
    if (entries.has(name)) throw malformed("two sections in it are about the same entry");
    entries.set(name, section);
  }
  return { main, entries };
}

function* sectionsOf(bytes: Buffer): Generator<JarSection> {
  let start = 0;
  let lines: Buffer[] = [];
  for (let at = 0, count = 0; at < bytes.length; ) {
    const { line, next } = lineAt(bytes, at);
    if (line.length > 0) {
      if (lines.length === 0) start = at;
      if (lines.length === LINES_MAX) throw malformed("a section in it has absurdly many lines");
      lines.push(line);
    }
    if (lines.length > 0 && (line.length === 0 || next === bytes.length)) {
      if (++count > SECTIONS_MAX) throw malformed("it has absurdly many sections");
      yield { raw: bytes.subarray(start, next), headers: headersOf(lines) };
      lines = [];
    }
    at = next;
  }
}

/** A line without its ending, which is CR LF, LF or CR, and where the next one begins. */
function lineAt(bytes: Buffer, at: number): { line: Buffer; next: number } {
  let end = at;
  while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end++;
  const isCrLf = bytes[end] === 0x0d && bytes[end + 1] === 0x0a;
  return { line: bytes.subarray(at, end), next: Math.min(bytes.length, end + (isCrLf ? 2 : 1)) };
}

/** Lines that begin with a space continue the one before; they may split a character. */
function headersOf(lines: readonly Buffer[]): Map<string, string> {
  const whole: Buffer[][] = [];
  for (const line of lines) {
    if (line[0] !== 0x20) whole.push([line]);
    else whole.at(-1)?.push(line.subarray(1));
  }
  const headers = new Map<string, string>();
  for (const parts of whole) {
    const text = Buffer.concat(parts).toString("utf8");
    const colon = text.indexOf(": ");
    if (colon < 1) throw malformed("a line in it is no header");
    headers.set(text.slice(0, colon).toLowerCase(), text.slice(colon + 2));
  }
  return headers;
}

function malformed(problem: string): RejectedPackageError {
  return new RejectedPackageError("jar-manifest-malformed", `The JAR manifest can't be read: ${problem}.`);
}
