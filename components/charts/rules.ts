import type { PlotArea } from "./panel";
import type { Scale } from "./scale";

/**
 * Where recharts draws its grid. Left to find out by itself, it measures the label of every tick, which costs a layout of
 * the page each, though none of them is shown.
 */
export function rules({ height }: PlotArea, { ticks, max }: Scale) {
  return {
    vertical: false,
    verticalCoordinatesGenerator: () => [],
    horizontalPoints: ticks.map((tick) => height * (1 - tick / max)),
  };
}
