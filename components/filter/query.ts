import { DIMENSIONS, type Filter, filterToQuery } from "@/lib/contract/filter";

const OWN = new Set(["range", "from", "to", "unit", "test", ...DIMENSIONS.flatMap((name) => [name, `not.${name}`])]);

/** The query string with the filter in it; parameters of the page itself stay. */
export function queryWithFilter(current: URLSearchParams, filter: Filter): string {
  const next = filterToQuery(filter);
  for (const [name, value] of current) if (!OWN.has(name)) next.append(name, value);
  return next.toString();
}
