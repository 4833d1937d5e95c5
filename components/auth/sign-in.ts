import { signIn } from "next-auth/react";

export type SignInOutcome = "signed-in" | "refused" | "unreachable" | "broken" | { readonly lockedForSeconds: number };

/** Signs in with e-mail address and password; next-auth sets the cookie. */
export async function signInWithPassword(email: string, password: string): Promise<SignInOutcome> {
  const answered = await signIn("credentials", { redirect: false, email, password }).catch(() => undefined);
  if (answered === undefined) return "unreachable";
  if (answered.ok && answered.error === null) return "signed-in";
  if (answered.error === "internal_error") return "broken";
  const locked = /^locked_out:(\d+)$/.exec(answered.error ?? "")?.[1];
  return locked === undefined ? "refused" : { lockedForSeconds: Number(locked) };
}

/** What to say of a sign-in that did not work. */
export function signInMessage(outcome: Exclude<SignInOutcome, "signed-in">): string {
  if (outcome === "unreachable") return "The console does not answer. Check the connection, then try again.";
  if (outcome === "broken") return "Something went wrong on our side; it has been logged. Try again.";
  if (outcome === "refused") return "E-mail address and password don't go together, or the account is disabled.";
  return `Too many attempts. Try again in ${waitOf(outcome.lockedForSeconds)}.`;
}

function waitOf(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
