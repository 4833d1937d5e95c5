import { describe, expect, it } from "vitest";
import { nextChange, releasable, successionOf, type VersionLifetime, versionState } from "./secret-versions";

const hour = (n: number) => new Date(Date.UTC(2026, 10, 23, n));

function version(n: number, from: number, overlapHours = 0, revokedAt: Date | null = null): VersionLifetime {
  return { version: n, activeFrom: hour(from), overlapSeconds: overlapHours * 3600, revokedAt };
}

const statesAt = (versions: VersionLifetime[], at: Date) => versions.map((one) => versionState(one, versions, at));
const released = (versions: VersionLifetime[], at: Date) => releasable(versions, at).map((one) => one.version);

describe("versions of a secret", () => {
  const versions = [version(1, 0), version(2, 9, 2), version(3, 15, 0)];

  it("go live at their time, overlap for theirs, and retire", () => {
    expect(statesAt(versions, hour(8))).toEqual(["current", "scheduled", "scheduled"]);
    expect(statesAt(versions, hour(9))).toEqual(["overlapping", "current", "scheduled"]);
    expect(statesAt(versions, hour(11))).toEqual(["retired", "current", "scheduled"]);
    expect(statesAt(versions, hour(15))).toEqual(["retired", "retired", "current"]);
  });

  it("are handed out newest first, the overlapping ones behind", () => {
    expect(released(versions, hour(8))).toEqual([1]);
    expect(released(versions, hour(10))).toEqual([2, 1]);
    expect(released(versions, hour(12))).toEqual([2]);
    expect(released([], hour(12))).toEqual([]);
  });

  it("tell when the next of them changes", () => {
    expect(nextChange(versions, hour(8))).toEqual(hour(9));
    expect(nextChange(versions, hour(9))).toEqual(hour(11));
    expect(nextChange(versions, hour(11))).toEqual(hour(15));
    expect(nextChange(versions, hour(15))).toBeNull();
  });

  it("leave the field to the overlapping one when the current is revoked, and to nobody after it", () => {
    const leaked = [version(1, 0), version(2, 9, 2, hour(10))];
    expect(released(leaked, hour(10))).toEqual([1]);
    expect(statesAt(leaked, hour(10))).toEqual(["overlapping", "revoked"]);
    expect(released(leaked, hour(11))).toEqual([]);
  });

  it("never counted when they were cancelled before their time", () => {
    const cancelled = [version(1, 0), version(2, 9, 2, hour(8))];
    expect(statesAt(cancelled, hour(12))).toEqual(["current", "revoked"]);
    expect(successionOf(version(1, 0), cancelled)).toBeNull();
  });

  it("made at the same instant follow each other by number", () => {
    expect(released([version(1, 0), version(2, 0), version(3, 0)], hour(0))).toEqual([3]);
  });
});
