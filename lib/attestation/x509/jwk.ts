import type { Certificate } from "../../encoding/x509";
import type { PublicJwk } from "../claims";

/** The certificate's key where it is P-256, the only kind instances sign with; null otherwise. */
export function publicJwkOf({ key }: Certificate): PublicJwk | null {
  if (key.kind !== "ec" || key.curve !== "P-256") return null;
  const point = Buffer.from(key.point);
  const x = point.subarray(1, 33).toString("base64url");
  return { kty: "EC", crv: "P-256", x, y: point.subarray(33).toString("base64url") };
}
