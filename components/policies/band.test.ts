import { describe, expect, it } from "vitest";
import { bandDraftOf, bandOf, bandProblems } from "./band";

describe("the band of a rollout as it is typed", () => {
  it("is sent as shares, and nothing typed is no bound and the usual number", () => {
    expect(bandOf({ lowest: "0,5", highest: "4.25 %", minimum: "250" })).toEqual({
      band: { lowest: 0.005, highest: 0.0425 },
      minimumAttestations: 250,
    });
    expect(bandOf({ lowest: " ", highest: "", minimum: "" })).toEqual({
      band: { lowest: null, highest: null },
      minimumAttestations: 100,
    });
  });

  it("survives being edited without a change", () => {
    const rollout = { band: { lowest: 0.005, highest: 0.0425 }, minimumAttestations: 20 };
    expect(bandOf(bandDraftOf(rollout))).toEqual(rollout);
  });

  it("says what is no number: as JSON it would be no bound at all", () => {
    expect(bandProblems({ lowest: "few", highest: "5%%", minimum: "many" })).toEqual({
      "band.lowest": "A percentage such as 4.5, or nothing.",
      "band.highest": "A percentage such as 4.5, or nothing.",
      minimumAttestations: "A whole number such as 100.",
    });
    expect(bandProblems({ lowest: "", highest: "5", minimum: "10" })).toEqual({});
  });
});
