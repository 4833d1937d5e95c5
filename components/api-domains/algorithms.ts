import type { TokenAlgorithm } from "@/lib/contract/tokens";

export const ALGORITHM_OPTIONS = [
  { value: "HS256", label: "HS256" },
  { value: "ES256", label: "ES256" },
  { value: "RS256", label: "RS256" },
] as const satisfies readonly { value: TokenAlgorithm; label: string }[];

const PUBLIC = "Backends and gateways read the public key from the key set; an app could check its own token with it.";

/** What a choice of algorithm means for who checks the token. */
export const ALGORITHM_WORDS: Readonly<Record<TokenAlgorithm, string>> = {
  HS256: "A secret that only this API’s backend shares. An app can’t tell a pass from a refusal.",
  ES256: `P-256. ${PUBLIC}`,
  RS256: `RSA-2048, for gateways without P-256. ${PUBLIC}`,
};
