/** Opening a token locally: evidence steps D4.1 and D4.2. */

import type { KeyObject } from "node:crypto";
import { compactDecrypt, compactVerify, decodeProtectedHeader, errors } from "jose";
import type { PlayIntegrityCheck } from "../../../contract/evidence-checks/play-integrity";
import { decodeBase64 } from "../../../encoding/base64-strict";
import type { CheckReport } from "../report";
import type { PlayIntegrityKeys } from "./context";

type Report = CheckReport<PlayIntegrityCheck>;

const TOKEN_CHARACTERS_MAX = 16 * 1024;

/** The payload's text, or null when the token does not open; the report says why. */
export async function openToken(token: string, keys: PlayIntegrityKeys, report: Report): Promise<string | null> {
  const fault = faultOf(token);
  if (!report.require("token-decodes", fault === null, ["malformed"], { found: fault ?? "a compact JWE" })) return null;
  const jws = await firstThatOpens(keys.decryption, (key) => decrypt(token, key));
  if (!report.require("token-decrypts", jws !== null, ["untrusted-chain"]) || jws === null) return null;
  const payload = await firstThatOpens(keys.verification, (key) => verifyInner(jws, key));
  report.require("token-signature", payload !== null, ["untrusted-chain"], { expected: "ES256" });
  return payload;
}

/** The header members are exactly `alg` and `enc`: `zip` and the like would change what the token means. */
function faultOf(token: string): string | null {
  if (token.length > TOKEN_CHARACTERS_MAX) return `more than ${TOKEN_CHARACTERS_MAX} characters`;
  const parts = token.split(".");
  if (parts.length !== 5 || !parts.every(isBase64Url)) return "not five parts of base64url";
  const header = readHeader(token);
  if (header === null) return "no header";
  const members = Object.keys(header).sort().join(", ");
  if (members !== "alg, enc") return `header members ${members}`;
  return header.alg === "A256KW" && header.enc === "A256GCM" ? null : `alg ${header.alg}, enc ${header.enc}`;
}

/** One spelling per value: characters that decoders skip would make two tokens of one. */
function isBase64Url(part: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(part) && decodeBase64(part, TOKEN_CHARACTERS_MAX) !== null;
}

function readHeader(token: string): { alg?: unknown; enc?: unknown } | null {
  try {
    return decodeProtectedHeader(token);
  } catch {
    // jose throws a TypeError for a header that is no JSON object; its words add nothing.
    return null;
  }
}

async function decrypt(token: string, key: KeyObject): Promise<string> {
  const { plaintext } = await compactDecrypt(token, key, {
    keyManagementAlgorithms: ["A256KW"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return new TextDecoder().decode(plaintext);
}

async function verifyInner(jws: string, key: KeyObject): Promise<string> {
  const { payload } = await compactVerify(jws, key, { algorithms: ["ES256"] });
  return new TextDecoder().decode(payload);
}

/** What the first fitting key yields, null when none fits. A key that can't be used at all is our mistake and throws. */
async function firstThatOpens(keys: readonly KeyObject[], open: (key: KeyObject) => Promise<string>) {
  for (const key of keys) {
    try {
      return await open(key);
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return null;
}
