"use client";
import { ruleFilterOf } from "@/lib/contract/rule-filter";
import { useMay } from "../account/me";
import { Button } from "../ui/button";
import { Link } from "../ui/link";
import { useFilter } from "./use-filter";

/** Leads from a view to a new alert rule on the same filter. */
export function WatchThis() {
  const { filter } = useFilter();
  const may = useMay("alerts:write");
  if (!may) return null;
  const query = ruleFilterOf(filter);
  return (
    <Button asChild size="small" className="shrink-0">
      <Link href={query === "" ? "/alerts/new" : `/alerts/new?${query}`}>Watch this</Link>
    </Button>
  );
}
