import { SECRET_NAME } from "../lib/contract/secrets";
import { AttestryOtherError, typedError } from "./errors";
import type { SecretKeeper } from "./secret-keeper";
import type { SecretSource } from "./secrets";
import type { DecisionMode, Status } from "./status";
import { substitutionFor } from "./substitution-table";
import { carriesTokensSafely, isDomainOf } from "./urls";

/** Where apps write placeholders: the name of a secret in place of its value. */
export interface SubstitutionControls {
  /** The header's value, minus `prefix`, is a secret's name; a value without the prefix is left alone. */
  addSubstitutionHeader(header: string, prefix?: string): void;
  removeSubstitutionHeader(header: string): void;
  /** The parameter's value is a secret's name. */
  addSubstitutionQueryParam(name: string): void;
  removeSubstitutionQueryParam(name: string): void;
  /** What was added. */
  listSubstitutions(): { readonly headers: Readonly<Record<string, string>>; readonly queryParams: readonly string[] };
}

export interface Substitutions {
  /** Lower-case header name -> required prefix. */
  readonly headers: Map<string, string>;
  readonly queryParams: Set<string>;
}

/** `bound` answers the headers that tokens are bound to: the same can't be substituted. */
export function createSubstitutions(bound: () => readonly string[]): {
  readonly substitutions: Substitutions;
  readonly controls: SubstitutionControls;
} {
  const substitutions: Substitutions = { headers: new Map(), queryParams: new Set() };
  const { headers, queryParams } = substitutions;
  return {
    substitutions,
    controls: {
      addSubstitutionHeader(header, prefix = "") {
        if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/.test(header)) throw new TypeError(`${header} is not a header name`);
        if (bound().some((name) => name.toLowerCase() === header.toLowerCase())) {
          throw new TypeError(`${header} is bound to the token and can't be substituted too`);
        }
        headers.set(header.toLowerCase(), prefix);
      },
      removeSubstitutionHeader: (header) => void headers.delete(header.toLowerCase()),
      addSubstitutionQueryParam(name) {
        if (name === "") throw new TypeError("a query parameter needs a name");
        queryParams.add(name);
      },
      removeSubstitutionQueryParam: (name) => void queryParams.delete(name),
      listSubstitutions: () => ({ headers: Object.fromEntries(headers), queryParams: [...queryParams] }),
    },
  };
}

/** A request as it leaves: with real values where placeholders were. */
export interface Swapped {
  readonly url: URL;
  readonly headers: Headers;
}

export interface SubstitutionContext {
  readonly substitutions: Substitutions;
  readonly source: SecretSource;
  readonly keeper: SecretKeeper;
  readonly mode: DecisionMode;
}

/**
 * Puts real values in the place of placeholders, in copies: the app's own objects keep theirs. Null when nothing was
 * swapped. Rejects with an AttestryError where the table says that the request must not leave.
 */
export async function swapPlaceholders(
  url: URL,
  headers: Headers,
  context: SubstitutionContext,
): Promise<Swapped | null> {
  const { substitutions } = context;
  let swapped: Swapped | null = null;
  const copies = () => {
    swapped ??= { url: new URL(url), headers: new Headers(headers) };
    return swapped;
  };
  for (const [header, prefix] of substitutions.headers) {
    const present = headers.get(header);
    if (present === null || !present.startsWith(prefix)) continue;
    const value = await valueFor(present.slice(prefix.length), url, context);
    if (value !== null) setHeader(copies().headers, header, prefix + value);
  }
  for (const name of substitutions.queryParams) {
    const values = url.searchParams.getAll(name);
    const real = await Promise.all(values.map((present) => valueFor(present, url, context)));
    if (real.every((value) => value === null)) continue;
    const { searchParams } = copies().url;
    searchParams.delete(name);
    values.forEach((present, index) => void searchParams.append(name, real[index] ?? present));
  }
  return swapped;
}

/** A value that no header can carry must not show up in the platform's error. */
function setHeader(headers: Headers, name: string, value: string): void {
  if (/[^\t\x20-\x7e]/.test(value)) {
    throw new AttestryOtherError("BAD_KEY", undefined, "This secret's value can't be sent in a header.");
  }
  headers.set(name, value);
}

/** The real value for a placeholder; null to leave it as it is. */
async function valueFor(placeholder: string, url: URL, context: SubstitutionContext): Promise<string | null> {
  if (!SECRET_NAME.test(placeholder)) return null;
  try {
    const secret = await context.source.find(placeholder);
    // For another API, this secret does not exist.
    if (!secret.domains.some((domain) => isDomainOf(domain, url))) return null;
    if (!carriesTokensSafely(url)) throw new AttestryOtherError("BAD_URL");
    context.keeper.used(secret.id);
    return secret.value;
  } catch (caught) {
    const error = typedError(caught);
    const status: Status = error.status;
    if (substitutionFor(status, context.mode) === "throw") throw error;
    return null;
  }
}
