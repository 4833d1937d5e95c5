import { DIMENSIONS, type Dimension, type Filter, RANGES, type RangeId } from "@/lib/contract/filter";

const MINUTE_MS = 60_000;

export type Side = "include" | "exclude";

/** The filter with exactly `values` on one side of one dimension; none removes it. */
export function withValues(filter: Filter, side: Side, dimension: Dimension, values: readonly string[]): Filter {
  const { [dimension]: _, ...rest } = filter[side];
  return { ...filter, [side]: values.length === 0 ? rest : { ...rest, [dimension]: [...values] } };
}

/** Adds or takes away one value. A value is on one side only: including what was excluded moves it. */
export function toggleValue(filter: Filter, side: Side, dimension: Dimension, value: string): Filter {
  const other = side === "include" ? "exclude" : "include";
  const chosen = filter[side][dimension] ?? [];
  const cleared = withValues(
    filter,
    other,
    dimension,
    (filter[other][dimension] ?? []).filter((one) => one !== value),
  );
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return withValues(cleared, side, dimension, next);
}

/** Narrows the view to one value of a dimension. */
export function narrowTo(filter: Filter, dimension: Dimension, value: string): Filter {
  return withValues(withValues(filter, "exclude", dimension, []), "include", dimension, [value]);
}

/** Follows a range up to now. */
export function withRange(filter: Filter, range: RangeId): Filter {
  const { from: _from, to: _to, ...rest } = filter;
  return { ...rest, range };
}

/** Shows the time between two instants (milliseconds since 1970), as a chart that was zoomed into. */
export function withTime(filter: Filter, from: number, to: number): Filter {
  return { ...filter, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** The same time as a live view shows at `now` (milliseconds since 1970), holding still; what is open then is in it. */
export function heldAt(filter: Filter, now: number): Filter {
  const to = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  return withTime(filter, to - RANGES[filter.range] * 1000, to);
}

/** Every choice of the filter, in the order of the bar. */
export function choices(filter: Filter): { side: Side; dimension: Dimension; values: readonly string[] }[] {
  return DIMENSIONS.flatMap((dimension) =>
    (["include", "exclude"] as const).flatMap((side) => {
      const values = filter[side][dimension] ?? [];
      return values.length === 0 ? [] : [{ side, dimension, values }];
    }),
  );
}

/** The filter narrowed to what was refused. */
export function rejectedOnly(filter: Filter): Filter {
  return narrowTo(filter, "outcome", "fail");
}
