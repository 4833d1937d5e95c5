"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { createContext, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { type Filter, filterFromQuery, filterToQuery } from "@/lib/contract/filter";
import { queryWithFilter } from "./query";

/**
 * A change that the address shows already but Next has not told yet: it hands new parameters on at its leisure, while a
 * box that was ticked must stay ticked.
 */
interface Pending {
  readonly query: string;
  /** The parameters it was made from; any others mean that Next has caught up. */
  readonly from: string;
}

let pending: Pending | null = null;
const listeners = new Set<() => void>();

function setPending(next: Pending | null): void {
  pending = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface FilterState {
  readonly filter: Filter;
  /** The filter as a query string, without a question mark; empty for the default. */
  readonly query: string;
  /** Shows another filter, as a step that the back button undoes. */
  setFilter(filter: Filter): void;
}

/** A filter that is not the page's: inside of it the same chips change a form's own filter. */
export const OwnFilter = createContext<FilterState | null>(null);

/**
 * The filter of the page. It lives in the URL only, so that a view can be shared, bookmarked and gone back to. Within
 * {@link OwnFilter} it is that one.
 */
export function useFilter(): FilterState {
  const own = useContext(OwnFilter);
  const parameters = useSearchParams().toString();
  const path = usePathname();
  const changed = useSyncExternalStore(
    subscribe,
    () => pending,
    () => null,
  );
  const current = changed !== null && changed.from === parameters ? changed.query : parameters;
  useEffect(() => {
    if (pending !== null && pending.from !== parameters) setPending(null);
  }, [parameters]);
  const filter = useMemo(() => filterFromQuery(new URLSearchParams(current)), [current]);
  const setFilter = useCallback(
    (next: Filter) => {
      const query = queryWithFilter(new URLSearchParams(current), next);
      if (query === current) return;
      setPending({ query, from: parameters });
      window.history.pushState(null, "", query === "" ? path : `${path}?${query}`);
    },
    [current, parameters, path],
  );
  return own ?? { filter, query: filterToQuery(filter).toString(), setFilter };
}
