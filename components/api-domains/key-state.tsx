import type { TokenKey } from "@/lib/contract/admin/api-domains";

const WORDS: Readonly<Record<TokenKey["state"], string>> = {
  next: "next, signs later",
  current: "current, signs",
  overlapping: "overlap, still accepted",
  retired: "retired",
};

/** The state of a key with its shape: filled, half, ring, dashed ring. */
export function KeyState({ state }: { state: TokenKey["state"] }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5 shrink-0" fill="none" stroke="var(--accent)">
        {state === "current" && <circle cx="5" cy="5" r="4.2" fill="var(--accent)" stroke="none" />}
        {state === "overlapping" && (
          <>
            <circle cx="5" cy="5" r="3.9" />
            <path d="M5 1.1a3.9 3.9 0 0 1 0 7.8Z" fill="var(--accent)" />
          </>
        )}
        {state === "next" && <circle cx="5" cy="5" r="3.9" strokeDasharray="2 1.4" />}
        {state === "retired" && <circle cx="5" cy="5" r="3.9" stroke="var(--ink3)" />}
      </svg>
      {WORDS[state]}
    </span>
  );
}
