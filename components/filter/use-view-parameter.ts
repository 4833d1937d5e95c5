"use client";
import { useAddress } from "./use-address";

/**
 * A choice of how a page shows its data, as a parameter of the address: a shared link looks the same, and going back
 * undoes it. The first option is the default and stands in no address.
 */
export function useViewParameter<T extends string>(
  name: string,
  options: readonly [T, ...T[]],
): [T, (value: T) => void] {
  const [query, change] = useAddress();
  const asked = new URLSearchParams(query).get(name);
  const set = (value: T) =>
    change((shown) => {
      if (value === options[0]) shown.delete(name);
      else shown.set(name, value);
      return shown.toString();
    });
  return [options.find((one) => one === asked) ?? options[0], set];
}

/** Whether the page's chart is shown as a table. */
export function useAsTable(): [boolean, (asTable: boolean) => void] {
  const [shown, setShown] = useViewParameter("as", ["chart", "table"]);
  return [shown === "table", (asTable) => setShown(asTable ? "table" : "chart")];
}
