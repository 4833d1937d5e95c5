import { KeyProviderError, PROVIDER_TIMEOUT_MS } from "./provider";

export interface JsonAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one request to a provider. Rejects `unavailable` when no answer comes in time; its body is never quoted. */
export async function sendJson(who: string, url: string, init: RequestInit): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
    });
    const body: unknown = await response.json().catch(() => null);
    return { status: response.status, body: typeof body === "object" && body !== null ? { ...body } : {} };
  } catch (cause) {
    throw new KeyProviderError("unavailable", `${who} does not answer at ${new URL(url).origin}.`, cause);
  }
}

/** What an answer without success means: 5xx and 429 pass by themselves, the rest needs somebody to act. */
export function refusal(who: string, { status }: JsonAnswer, why: string): KeyProviderError {
  const kind = status >= 500 || status === 429 ? "unavailable" : "refused";
  return new KeyProviderError(kind, `${who} answered ${status}${why === "" ? "" : `: ${why}`}.`);
}

/** A text member of an answer. Throws when the provider left it out. */
export function textOf(who: string, from: unknown, name: string): string {
  const value =
    typeof from === "object" && from !== null ? Object.entries(from).find(([key]) => key === name)?.[1] : null;
  if (typeof value === "string" && value !== "") return value;
  throw new KeyProviderError("unavailable", `${who} answered without ${name}.`);
}
