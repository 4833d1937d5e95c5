"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useLayoutEffect, useRef, useSyncExternalStore } from "react";

/** The query that follows the one that is shown. */
type NextQuery = (shown: URLSearchParams) => string;

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

/**
 * The query of the address (without its question mark), and a step to another one that the back button undoes. It is read
 * off the address itself: Next hands new parameters on at its leisure, after a reload only once it has fetched the page
 * again, while a box that was ticked must stay ticked and who goes back twice must see what they went back to.
 */
export function useAddress(): [query: string, change: (next: NextQuery) => void] {
  const told = useSearchParams().toString();
  const path = usePathname();
  // Parameters that Next tells for the first time are ahead of the address, which it changes when it is done.
  const drawn = useRef(told);
  useLayoutEffect(() => {
    drawn.current = told;
  });
  const query = useSyncExternalStore(
    subscribe,
    () => (told === drawn.current && window.location.pathname === path ? shownQuery() : told),
    () => told,
  );
  const change = useCallback(
    (nextOf: NextQuery) => {
      const next = nextOf(new URLSearchParams(window.location.search));
      if (next === shownQuery()) return;
      window.history.pushState(null, "", next === "" ? path : `${path}?${next}`);
      for (const listener of listeners) listener();
    },
    [path],
  );
  return [query, change];
}

/** Written as Next writes it. */
function shownQuery(): string {
  return new URLSearchParams(window.location.search).toString();
}
