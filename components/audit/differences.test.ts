import { describe, expect, it } from "vitest";
import { differences } from "./differences";

describe("what a change touched", () => {
  it("is named by path, and nothing else is", () => {
    const before = { name: "Pay", flags: { test: true, old: 1 }, builds: [1, 2] };
    const after = { name: "Pay", flags: { test: false }, builds: [1, 3] };
    expect(differences(before, after)).toEqual([
      { path: "flags.test", before: "true", after: "false" },
      { path: "flags.old", before: "1", after: null },
      { path: "builds.1", before: "2", after: "3" },
    ]);
  });

  it("is everything for what was made or ended", () => {
    expect(differences(null, { name: "Pay", archivedAt: null })).toEqual([
      { path: "name", before: null, after: "Pay" },
      { path: "archivedAt", before: null, after: "null" },
    ]);
    expect(differences({ name: "Pay" }, undefined)).toEqual([{ path: "name", before: "Pay", after: null }]);
  });

  it("tells an empty list from none", () => {
    expect(differences({ apps: [] }, { apps: [1] })).toEqual([
      { path: "apps", before: "[]", after: null },
      { path: "apps.0", before: null, after: "1" },
    ]);
  });
});
