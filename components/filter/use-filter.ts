"use client";
import { createContext, useCallback, useContext, useMemo } from "react";
import { type Filter, filterFromQuery, filterToQuery } from "@/lib/contract/filter";
import { queryWithFilter } from "./query";
import { useAddress } from "./use-address";

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
  const [address, change] = useAddress();
  const filter = useMemo(() => filterFromQuery(new URLSearchParams(address)), [address]);
  const setFilter = useCallback((next: Filter) => change((shown) => queryWithFilter(shown, next)), [change]);
  return own ?? { filter, query: filterToQuery(filter).toString(), setFilter };
}
