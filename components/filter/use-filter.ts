"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type Filter, filterFromQuery, filterToQuery } from "@/lib/contract/filter";
import { queryWithFilter } from "./query";

export interface FilterState {
  readonly filter: Filter;
  /** The filter as a query string, without a question mark; empty for the default. */
  readonly query: string;
  /** Shows another filter, as a step that the back button undoes. */
  setFilter(filter: Filter): void;
}

/** The filter of the page. It lives in the URL only, so that a view can be shared, bookmarked and gone back to. */
export function useFilter(): FilterState {
  const parameters = useSearchParams();
  const path = usePathname();
  const filter = useMemo(() => filterFromQuery(new URLSearchParams(parameters.toString())), [parameters]);
  const setFilter = useCallback(
    (next: Filter) => {
      const query = queryWithFilter(new URLSearchParams(parameters.toString()), next);
      // Next keeps useSearchParams in step with the history API, without asking the server for the page again.
      window.history.pushState(null, "", query === "" ? path : `${path}?${query}`);
    },
    [parameters, path],
  );
  return { filter, query: filterToQuery(filter).toString(), setFilter };
}
