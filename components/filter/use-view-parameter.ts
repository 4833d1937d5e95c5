"use client";
import { usePathname, useSearchParams } from "next/navigation";

/**
 * A choice of how a page shows its data, as a parameter of the address: a shared link looks the same, and going back
 * undoes it. The first option is the default and stands in no address.
 */
export function useViewParameter<T extends string>(
  name: string,
  options: readonly [T, ...T[]],
): [T, (value: T) => void] {
  const parameters = useSearchParams();
  const path = usePathname();
  const asked = parameters.get(name);
  const set = (value: T) => {
    // The address itself: Next hands new parameters on at its leisure, and what was chosen just now must stay.
    const next = new URLSearchParams(window.location.search);
    if (value === options[0]) next.delete(name);
    else next.set(name, value);
    window.history.pushState(null, "", next.size === 0 ? path : `${path}?${next}`);
  };
  return [options.find((one) => one === asked) ?? options[0], set];
}

/** Whether the page's chart is shown as a table. */
export function useAsTable(): [boolean, (asTable: boolean) => void] {
  const [shown, setShown] = useViewParameter("as", ["chart", "table"]);
  return [shown === "table", (asTable) => setShown(asTable ? "table" : "chart")];
}
