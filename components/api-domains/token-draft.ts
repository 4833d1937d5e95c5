import { type TokenSettings, tokenSettingsSchema } from "@/lib/contract/tokens";

/** Token settings as a form holds them: the lifetime as it was typed. */
export interface TokenDraft extends Omit<TokenSettings, "ttlSeconds" | "issuer"> {
  readonly ttl: string;
  /** Empty leaves the claim out. */
  readonly issuer: string;
}

/** What a new API starts with. */
export const STANDARD_TOKENS: TokenSettings = tokenSettingsSchema.parse({});

export function draftOf({ ttlSeconds, issuer, ...rest }: TokenSettings): TokenDraft {
  return { ...rest, ttl: String(ttlSeconds), issuer: issuer ?? "" };
}

/** Whether two drafts hold the same, in whatever order. */
export function sameDraft(one: TokenDraft, other: TokenDraft): boolean {
  const text = (draft: TokenDraft) => JSON.stringify(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}

/** The draft as the API takes it; a lifetime that is no number goes out as none, for the API to say so. */
export function settingsOf({ ttl, issuer, ...rest }: TokenDraft): TokenSettings {
  return { ...rest, ttlSeconds: ttl.trim() === "" ? Number.NaN : Number(ttl), issuer: issuer === "" ? null : issuer };
}

/** How the token travels, by what existing backends expect. */
export const HEADER_PRESETS = [
  { value: "attestry", label: "Attestry", headerName: "Attestry-Token", headerPrefix: "" },
  { value: "bearer", label: "Bearer", headerName: "Authorization", headerPrefix: "Bearer " },
  { value: "approov", label: "Approov-compatible", headerName: "Approov-Token", headerPrefix: "" },
] as const;

export type HeaderPreset = (typeof HEADER_PRESETS)[number]["value"] | "own";

export function presetOf({ headerName, headerPrefix }: Pick<TokenDraft, "headerName" | "headerPrefix">): HeaderPreset {
  const preset = HEADER_PRESETS.find((one) => one.headerName === headerName && one.headerPrefix === headerPrefix);
  return preset?.value ?? "own";
}
