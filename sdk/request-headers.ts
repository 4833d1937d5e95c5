import { DEFAULT_TOKEN_HEADER } from "../lib/contract/protocol-constants";
import { bindingValue } from "./binding";
import type { Engine } from "./engine";
import { AttestryOtherError, typedError } from "./errors";
import type { HeaderNames } from "./header-controls";
import { actionFor, type DecisionMode, type Status, statusHeaderValue } from "./status";

/** What shall happen to one request, and under which names the SDK wrote into its headers. */
export interface Protection {
  readonly action: "send" | "untouched";
  readonly written: readonly string[];
}

const UNTOUCHED: Protection = { action: "untouched", written: [] };

/**
 * Writes token and status into `headers` as the status decides; rejects with an AttestryError when the request must not
 * leave. A null `engine` means that initialize() has not been called.
 */
export async function protectHeaders(
  engine: Engine | null,
  url: URL | null,
  headers: Headers,
  { names, mode }: { readonly names: HeaderNames; readonly mode: DecisionMode },
): Promise<Protection> {
  try {
    if (engine === null) throw new AttestryOtherError("NOT_INITIALIZED");
    if (url === null) throw new AttestryOtherError("BAD_URL");
    const { token, headerName, headerPrefix } = await engine.token(url, bindingValue(headers, names.binding));
    return write(headers, names, "SUCCESS", { name: headerName, prefix: headerPrefix, token });
  } catch (caught) {
    const error = typedError(caught);
    const action = actionFor(error.status, mode);
    if (action === "throw") throw error;
    if (action === "untouched") return UNTOUCHED;
    const name = (url && engine?.domainOf(url)?.headerName) ?? DEFAULT_TOKEN_HEADER;
    return write(headers, names, error.status, { name, prefix: "", token: "" });
  }
}

function write(
  headers: Headers,
  names: HeaderNames,
  status: Status,
  issued: { readonly name: string; readonly prefix: string; readonly token: string },
): Protection {
  const written: string[] = [];
  const { name, prefix } = { ...issued, ...names.token };
  if (names.token !== null) {
    headers.set(name, issued.token === "" ? "" : prefix + issued.token);
    written.push(name);
  }
  if (names.status !== null) {
    headers.set(names.status, statusHeaderValue(status));
    written.push(names.status);
  }
  return { action: "send", written };
}
