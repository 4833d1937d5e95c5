import { STATUS_HEADER } from "../lib/contract/protocol-constants";

/** Which headers the app wants the SDK to use. */
export interface HeaderNames {
  /** Overrides what the service says: a name and a prefix, null to send no token, undefined to leave it to the service. */
  token: { readonly name: string; readonly prefix: string } | null | undefined;
  /** Null sends no status. */
  status: string | null;
  /** Headers whose values requests are bound to. */
  binding: readonly string[];
}

/** How the app chooses headers, at any time. What is no header name is a TypeError. */
export interface HeaderControls {
  /** Renames the token header for every API; null sends none, undefined returns to what the service says. */
  setTokenHeader(name: string | null | undefined, prefix?: string): void;
  /** Renames the status header; null sends none. */
  setStatusHeader(name: string | null): void;
  /** Binds tokens to these headers' values; null ends it. A changed value forces a new attestation. */
  setBindingHeader(names: string | readonly string[] | null): void;
}

export function createHeaderControls(): { readonly names: HeaderNames; readonly controls: HeaderControls } {
  const names: HeaderNames = { token: undefined, status: STATUS_HEADER, binding: [] };
  const controls: HeaderControls = {
    setTokenHeader(name, prefix = "") {
      names.token = typeof name === "string" ? { name: headerName(name), prefix } : name;
    },
    setStatusHeader(name) {
      names.status = name === null ? null : headerName(name);
    },
    setBindingHeader(bound) {
      names.binding = (typeof bound === "string" ? [bound] : (bound ?? [])).map(headerName);
    },
  };
  return { names, controls };
}

/** RFC 9110 section 5.6.2: a field name is a token. */
function headerName(name: string): string {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/.test(name)) throw new TypeError(`${name} is not a header name`);
  return name;
}
