/** One claim of a token in words. */
export interface ExplainedClaim {
  readonly claim: string;
  readonly value: string;
  readonly meaning: string;
}

const MEANINGS: Readonly<Record<string, string>> = {
  iss: "who issued it",
  aud: "the API it is for",
  sub: "the instance it is about",
  iat: "when it was issued",
  exp: "when it stops being good",
  did: "the instance: search the console for it",
  ip: "the address the service saw",
  arc: "the decision behind it: search the console for it",
  anno: "what the policy noted about the phone",
  pay: "the hash of the header value it is bound to",
  ipk: "the installation's public key",
};

/** Every claim with what it means; instants also as text. */
export function explainClaims(claims: Readonly<Record<string, unknown>>): ExplainedClaim[] {
  return Object.entries(claims).map(([claim, value]) => ({
    claim,
    value: shownValue(claim, value),
    meaning: MEANINGS[claim] ?? "a claim of the app's or another issuer's",
  }));
}

function shownValue(claim: string, value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const isInstant = ["iat", "exp", "nbf"].includes(claim) && typeof value === "number" && Math.abs(value) < 8.64e12;
  return isInstant ? `${text} (${new Date(value * 1000).toISOString()})` : text;
}
