/** Compact JWS (RFC 7515 section 7.1), decoded strictly and without judging anything. */

export interface DecodedJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
  /** What the signature covers (RFC 7515 section 5.2 step 8). */
  readonly signingInput: Buffer;
  readonly signature: Buffer;
}

/** Null when the text is not exactly three base64url parts of which the first two are JSON, the first an object. */
export function decodeCompactJws(text: string): DecodedJws | null {
  const [header, payload, signature, ...rest] = text.split(".");
  if (!header || !payload || !signature || rest.length > 0) return null;
  const decodedHeader = decodeJson(header);
  const decodedPayload = decodeJson(payload);
  if (!isObject(decodedHeader) || decodedPayload === undefined) return null;
  return {
    header: decodedHeader,
    payload: decodedPayload,
    signingInput: Buffer.from(`${header}.${payload}`, "latin1"),
    signature: Buffer.from(signature, "base64url"),
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function decodeJson(part: string): unknown {
  try {
    return JSON.parse(decoder.decode(Buffer.from(part, "base64url")));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
