import { describe, expect, it } from "vitest";
import { createFormats, formatDuration } from "./format";
import { preferredLocale } from "./locale";

const at = Date.parse("2026-11-19T10:24:06.911Z");
const plain = (text: string) => text.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");

describe("formats", () => {
  const formats = createFormats("en-GB", "Europe/Lisbon");

  it("write numbers as the visual reference does", () => {
    expect(formats.count(8896)).toBe("8,896");
    expect(formats.decimal(39.8)).toBe("39.8");
    expect(plain(formats.share(0.903))).toBe("90.3 %");
    expect(plain(formats.factor(16.2))).toBe("× 16");
    expect(plain(formats.factor(2.6))).toBe("× 2.6");
    expect(plain(formats.change(0.046))).toBe("+ 4.6 %");
    expect(plain(formats.axis(412_000))).toBe("412 k");
  });

  it("write what is unknown as a dash", () => {
    expect([formats.share(null), formats.factor(null), formats.change(null)]).toEqual(["–", "–", "–"]);
  });

  it("write times in the zone, by the 24 hour clock", () => {
    expect(formats.clockMillis(at)).toBe("10:24:06.911");
    expect(formats.moment(at)).toBe("Thu 19 Nov, 10:24");
    expect(createFormats("en-US", "Asia/Kolkata").clock(at)).toBe("15:54");
  });
});

describe("a time among others", () => {
  const now = Date.parse("2026-11-19T22:30:00Z");

  it("of today is the clock alone", () => {
    const formats = createFormats("en-GB", "Europe/Lisbon");
    expect(formats.recent(at, now)).toBe("10:24");
    expect(formats.recentMillis(at, now)).toBe("10:24:06.911");
  });

  it("of another day of the viewer's zone has the day in front", () => {
    const kolkata = createFormats("en-GB", "Asia/Kolkata");
    expect(kolkata.recentMillis(at, now)).toBe("Thu 19 Nov, 15:54:06.911");
    expect(kolkata.recent(now - 4 * 3_600_000, now)).toBe("00:00");
    expect(createFormats("en-GB", "Europe/Lisbon").recent(at - 86_400_000, now)).toBe("Wed 18 Nov, 10:24");
  });
});

describe("durations", () => {
  it.each([
    [0.297, "297 ms"],
    [8, "8 s"],
    [41 * 60 + 20, "41 min"],
    [4320, "1 h 12 min"],
    [46 * 3600, "1 d 22 h"],
  ])("of %d seconds", (seconds, text) => expect(plain(formatDuration(seconds))).toBe(text));
});

describe("the viewer's locale", () => {
  it.each([
    ["pt-PT,pt;q=0.9,en;q=0.5", "pt-PT"],
    ["de", "de"],
    ["*", "en"],
    ["x-klingon, <script>, fr;q=0.1", "fr"],
    [null, "en"],
  ])("of %j is %s", (header, locale) => expect(preferredLocale(header)).toBe(locale));
});
