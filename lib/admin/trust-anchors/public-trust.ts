import type { revocationLists } from "../../../drizzle/schema";
import type { TrustAnchor } from "../../attestation/trust-anchors";
import type { RevocationListState, TrustAnchorRow } from "../../contract/admin/trust";
import { decodeName, printName } from "../../encoding/x509-name";
import { iso, isoOrNull } from "../iso";

const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384" };

export function publicAnchor(format: TrustAnchorRow["format"], anchor: TrustAnchor): TrustAnchorRow {
  const { modulusLength, namedCurve = "" } = anchor.key.asymmetricKeyDetails ?? {};
  return {
    id: anchor.id,
    use: anchor.use,
    format,
    spkiSha256: anchor.spkiSha256,
    key: modulusLength === undefined ? (CURVES[namedCurve] ?? namedCurve) : `RSA ${modulusLength}`,
    name: printName(decodeName(anchor.subject)),
  };
}

/** How much longer than due a renewal may take before the console says so. */
const GRACE_SECONDS = 3600;

export function publicRevocationList(row: typeof revocationLists.$inferSelect, now: Date): RevocationListState {
  return {
    ...row,
    state: stateOf(row, now),
    retrievedAt: isoOrNull(row.retrievedAt),
    checkedAt: iso(row.checkedAt),
    nextAt: iso(row.nextAt),
  };
}

function stateOf(row: typeof revocationLists.$inferSelect, now: Date): RevocationListState["state"] {
  if (row.retrievedAt === null) return "missing";
  const ageSeconds = (now.getTime() - row.retrievedAt.getTime()) / 1000;
  if (ageSeconds > row.maximumAgeSeconds) return "expired";
  const overdue = now.getTime() - row.nextAt.getTime() > GRACE_SECONDS * 1000;
  return row.problem !== null || overdue ? "aging" : "fresh";
}
