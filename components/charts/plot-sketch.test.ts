import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { DrawnBin } from "./drawn";
import { reasonLayers } from "./layers";
import { PlotSketch } from "./plot-sketch";

const bin = (at: number, root: number, emulator: number): DrawnBin => ({
  at,
  partial: false,
  values: { root, emulator },
});

function paths(usual: ReadonlyMap<number, number>): { fill: string | undefined; d: string | undefined }[] {
  const sketch = createElement(PlotSketch, {
    height: 100,
    from: 0,
    to: 720,
    bins: [bin(0, 10, 30), bin(360, 20, 20), bin(720, 0, 50)],
    scale: { max: 100, ticks: [50] },
    layers: reasonLayers(["root", "emulator"], "stacked", usual),
  });
  return [...renderToStaticMarkup(sketch).matchAll(/<path[^>]*>/g)].map(([path]) => ({
    fill: / fill="([^"]*)"/.exec(path)?.[1],
    d: / d="([^"]*)"/.exec(path)?.[1],
  }));
}

describe("a sketch", () => {
  it("draws the highest edge of a stack first, so that each lower band covers what lies below its own", () => {
    expect(paths(new Map())).toEqual([
      { fill: "url(#reason-emulator)", d: "M-4 104V60.0L0.0 60.0L360.0 60.0L720.0 50.0H724V104Z" },
      { fill: "url(#reason-root)", d: "M-4 104V90.0L0.0 90.0L360.0 80.0L720.0 100.0H724V104Z" },
    ]);
  });

  it("breaks a line where it has no value", () => {
    const usual = new Map([
      [0, 10],
      [720, 40],
    ]);
    expect(paths(usual).map(({ d }) => d)).toContain("M0.0 90.0M720.0 60.0");
  });
});
