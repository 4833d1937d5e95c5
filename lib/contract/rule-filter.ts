import { DIMENSIONS, type Filter, filterFromQuery, filterToQuery } from "./filter";

const KEYS = new Set(["test", ...DIMENSIONS.flatMap((name) => [name, `not.${name}`])]);

/**
 * The filter of an alert rule or a feed: the console's own query string without time and unit. Answers its shortest
 * form, or null when it holds what the filter does not know.
 */
export function parseRuleFilter(text: string): string | null {
  const given = new URLSearchParams(text);
  if ([...given.keys()].some((key) => !KEYS.has(key))) return null;
  const shortest = filterToQuery(filterFromQuery(given));
  return shortest.size === given.size ? shortest.toString() : null;
}

/** The part of a page's filter that a rule can keep: what is counted, not when. */
export function ruleFilterOf({ include, exclude, test }: Filter): string {
  return filterToQuery({ range: "1h", unit: "attestations", include, exclude, test }).toString();
}
