import { describe, expect, it } from "vitest";
import { type Grain, pieces } from "./pieces";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const grains: Grain[] = [
  { table: "days", seconds: 86_400, from: 0, until: 10 * DAY + 5 * HOUR },
  { table: "hours", seconds: 3600, from: 0, until: 10 * DAY + 5 * HOUR },
  { table: "minutes", seconds: 60, from: 0, until: Number.POSITIVE_INFINITY },
];

describe("the pieces of a stretch", () => {
  it("are days inside, hours around them, minutes at the ends", () => {
    expect(pieces(grains, 7 * DAY + 90 * 60_000, 10 * DAY + 6 * HOUR)).toEqual([
      { table: "minutes", from: 7 * DAY + 90 * 60_000, to: 7 * DAY + 2 * HOUR },
      { table: "hours", from: 7 * DAY + 2 * HOUR, to: 8 * DAY },
      { table: "days", from: 8 * DAY, to: 10 * DAY },
      { table: "hours", from: 10 * DAY, to: 10 * DAY + 5 * HOUR },
      { table: "minutes", from: 10 * DAY + 5 * HOUR, to: 10 * DAY + 6 * HOUR },
    ]);
  });

  it("join without gap or overlap, and never ask a table for what it does not hold", () => {
    for (let seed = 1; seed < 400; seed++) {
      const from = ((seed * 7919) % 14_400) * 60_000;
      const to = from + ((seed * 104_729) % 9000) * 60_000 + 60_000;
      const cut = pieces(grains, from, to);
      expect(cut[0]?.from).toBe(from);
      expect(cut.at(-1)?.to).toBe(to);
      for (const [index, piece] of cut.entries()) {
        expect(piece.from).toBeLessThan(piece.to);
        if (index > 0) expect(piece.from).toBe(cut[index - 1]?.to);
        const grain = grains.find(({ table }) => table === piece.table);
        expect(piece.to).toBeLessThanOrEqual(grain?.until ?? 0);
        expect(piece.from % ((grain?.seconds ?? 1) * 1000)).toBe(0);
      }
    }
  });
});
