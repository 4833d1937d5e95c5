"use client";
import { useQuery } from "@tanstack/react-query";
import type { Dimension } from "@/lib/contract/filter";
import { filterValuesQuery } from "../queries/filter-values";
import { useValueTitle } from "./labels";

/** The chosen values as people name them; an app by the name it was registered with. */
export function useChosenTitles(dimension: Dimension, values: readonly string[]): string[] {
  const valueTitle = useValueTitle();
  const named = useQuery({ ...filterValuesQuery("app", true), enabled: dimension === "app" && values.length > 0 });
  return values.map((value) => {
    const name = dimension === "app" ? named.data?.values.find((one) => one.value === value)?.title : undefined;
    return name ?? valueTitle(dimension, value);
  });
}
