import { expect, it } from "vitest";
import { createReleases, type HeldSecret, type HeldVersion } from "./releases";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));

function held(id: number, version: number, value: string | null, from = 0, overlapHours = 0): HeldVersion {
  return { id, version, value, activeFrom: at(from), overlapSeconds: overlapHours * 3600, revokedAt: null };
}

function secret(name: string, versions: HeldVersion[], minVersion: string | null = null): HeldSecret {
  return { name, domains: ["api.example.com"], scopes: new Map([[7, minVersion]]), versions };
}

it("gives nothing to an app without secrets, and an empty set to a version below every scope", () => {
  const releases = createReleases([secret("a", [held(1, 1, "x")], "7.2")]);
  expect(releases.for(8, "1.0", at(1))).toBeNull();
  expect(releases.for(7, "7.1.9", at(1))).toMatchObject({ versionIds: [] });
  expect(releases.for(7, "7.10", at(1))).toMatchObject({ versionIds: [1] });
});

it("changes to a scheduled version at its very instant, without a newer configuration", () => {
  const releases = createReleases([secret("a", [held(1, 1, "old"), held(2, 2, "new", 9, 1)])]);
  const before = releases.for(7, "1.0", new Date(at(9).getTime() - 1));
  const after = releases.for(7, "1.0", at(9));
  expect(before?.members).toContain('"value":"old"');
  expect(after?.members).toContain('"value":"new"');
  expect(after?.setKey).not.toBe(before?.setKey);
});

it("names the same values by the same key in every process", () => {
  const make = () => createReleases([secret("a", [held(1, 1, "x")]), secret("b", [held(5, 1, "y")])]);
  expect(make().for(7, "1.0", at(1))?.setKey).toBe(make().for(7, "2.0", at(2))?.setKey);
});

it("makes the text of a set once, however many app versions strangers invent", () => {
  const releases = createReleases([secret("a", [held(1, 1, "x".repeat(1000))])]);
  const [one, other] = [releases.for(7, "1.0", at(1)), releases.for(7, "2.0", at(1))];
  expect(one).not.toBeNull();
  expect(other).toBe(one);
});

it("falls back to an overlapping version when the current one can't be opened, and says so when none can", () => {
  const broken = createReleases([secret("a", [held(1, 1, "old"), held(2, 2, null, 1, 5)])]);
  expect(broken.for(7, "1.0", at(2))?.members).toContain('"value":"old"');
  expect(broken.for(7, "1.0", at(7))?.members).toBe('"secrets":[],"unavailable":["a"]');
});

const used = (versionId: number, at: Date) => ({ versionId, at });
const after = (instant: Date, seconds: number) => new Date(instant.getTime() + seconds * 1000);

it("knows uses that nobody can have made lawfully, and no others", () => {
  const revoked = { ...held(3, 3, null, 2, 0), revokedAt: at(3) };
  const releases = createReleases([secret("a", [held(1, 1, "x"), held(2, 2, "y", 1, 0), revoked])]);
  const all = [1, 2, 3, 99, 1].map((versionId) => used(versionId, at(4)));
  expect(releases.endedAmong(all)).toEqual([1, 2, 3]);
  expect(releases.endedAmong([used(2, at(1))])).toEqual([]);
});

it.each([
  ["revoked now", { ...held(1, 1, "x"), revokedAt: at(1) }, [] as HeldVersion[]],
  ["retired without overlap", held(1, 1, "x"), [held(2, 2, "y", 1, 0)]],
  [
    "retired after a minute's overlap",
    held(1, 1, "x"),
    [{ ...held(2, 2, "y"), activeFrom: after(at(1), -60), overlapSeconds: 60 }],
  ],
])("calls no use of a version %s late before a delivery of it has run out", (_, version, others) => {
  const releases = createReleases([secret("a", [version, ...others])]);
  for (const seconds of [-120, 0, 299, 330]) expect(releases.endedAmong([used(1, after(at(1), seconds))])).toEqual([]);
  expect(releases.endedAmong([used(1, after(at(1), 331))])).toEqual([1]);
});

it("takes whatever comes first as the end of a version that was retired and revoked", () => {
  const both = { ...held(1, 1, "x"), revokedAt: at(9) };
  const releases = createReleases([secret("a", [both, held(2, 2, "y", 1, 0)])]);
  expect(releases.endedAmong([used(1, at(2))])).toEqual([1]);
});
