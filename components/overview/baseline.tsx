"use client";
import { useQuery } from "@tanstack/react-query";
import type { Filter } from "@/lib/contract/filter";
import type { TrendBin } from "@/lib/contract/metrics";
import { TREND_BASELINES, type TrendBaseline } from "@/lib/contract/views";
import { useViewParameter } from "../filter/use-view-parameter";
import { trendBeforeQuery } from "../queries/trend";
import { Select } from "../ui/field";

const PARAMETER = "vs";
const NONE: readonly TrendBin[] = [];
const TITLES: Readonly<Record<TrendBaseline, string>> = {
  week: "one week before",
  previous: "the time before",
  none: "nothing",
};

/** With what a page compares its trends; part of the address, so that a shared view looks the same. */
export function useBaseline(): TrendBaseline {
  return useViewParameter(PARAMETER, TREND_BASELINES)[0];
}

/** The bins that a trend is compared with, laid under its own; none where there is nothing to compare with. */
export function useBeforeBins(filter: Filter): readonly TrendBin[] {
  const baseline = useBaseline();
  const compared = baseline === "none" ? "week" : baseline;
  const { data } = useQuery({ ...trendBeforeQuery(filter, compared), enabled: baseline !== "none" });
  return baseline === "none" ? NONE : (data?.bins ?? NONE);
}

/** Chooses with what the trends of a page are compared. */
export function BaselineChoice() {
  const [baseline, setBaseline] = useViewParameter(PARAMETER, TREND_BASELINES);
  return (
    <span className="inline-flex items-baseline gap-1.5 text-ink3">
      <label htmlFor="baseline">Against</label>
      <Select
        id="baseline"
        value={baseline}
        onChange={(event) => setBaseline(TREND_BASELINES.find((one) => one === event.target.value) ?? baseline)}
        className="-my-1 min-h-6! w-auto border-0 bg-transparent py-0! pr-5! pl-0! text-accent max-phone:min-h-9!"
      >
        {TREND_BASELINES.map((one) => (
          <option key={one} value={one}>
            {TITLES[one]}
          </option>
        ))}
      </Select>
    </span>
  );
}
