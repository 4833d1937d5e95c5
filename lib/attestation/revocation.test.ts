import { describe, expect, it } from "vitest";
import { isRevoked, normaliseSerial, parseRevocationList, RevocationListError, revocationOf } from "./revocation";
import { readVector, readVectorText, reportFamily, vectorsAbsent } from "./testing/vectors";

const list = (entries: unknown): string => JSON.stringify({ entries });

it("REVOKED and SUSPENDED are revocations, OK is none, a status nobody knows is one", () => {
  const parsed = parseRevocationList(
    list({
      a1: { status: "REVOKED" },
      a2: { status: "SUSPENDED" },
      a3: { status: "OK" },
      a4: { status: "PAUSED" },
      a5: 7,
    }),
  );
  const revoked = ["a1", "a2", "a3", "a4", "a5", "a6"].filter((serial) => isRevoked(revocationOf(parsed, serial)));
  expect(revoked).toEqual(["a1", "a2", "a4", "a5"]);
});

it("finds a serial whatever its case and leading zeros, on both sides, also one that looks decimal", () => {
  const parsed = parseRevocationList(
    list({ "0C35": { status: "REVOKED" }, "6681152659205225093": { status: "REVOKED" } }),
  );
  expect(isRevoked(revocationOf(parsed, "000c35"))).toBe(true);
  expect(isRevoked(revocationOf(parsed, "06681152659205225093"))).toBe(true);
  // 0x5cb… is the same number read as decimal; it is another serial.
  expect(isRevoked(revocationOf(parsed, BigInt("6681152659205225093").toString(16)))).toBe(false);
});

it("keeps the worst status of a serial that is listed twice", () => {
  const parsed = parseRevocationList(list({ "0a": { status: "REVOKED" }, a: { status: "OK" } }));
  expect(revocationOf(parsed, "a")?.status).toBe("REVOKED");
});

it.each([
  "",
  "<html>503</html>",
  "{}",
  '{"entries":null}',
  '{"entries":[]}',
  "null",
  list({ "not hex": { status: "OK" } }),
])("refuses %j as a list, so that the last good copy is kept", (text) => {
  expect(() => parseRevocationList(text)).toThrow(RevocationListError);
});

it("normalises serials to lower-case hex without leading zeros", () => {
  expect(["00AB", "0", "000", "ab "].map(normaliseSerial)).toEqual(["ab", "0", "0", "ab"]);
  expect(["", "xyz", "-1", "0".repeat(65)].map(normaliseSerial)).toEqual([null, null, null, null]);
});

interface Sample {
  source: string;
  status?: unknown;
  raw?: string;
  expectedRevoked?: string[];
}

describe.skipIf(vectorsAbsent("key-attestation"))("published revocation lists", () => {
  it("reads the good samples and refuses the malformed ones", () => {
    const { samples } = readVector<{ samples: Sample[] }>("key-attestation/revocation-status-samples.json");
    const missed = samples.flatMap(({ source, status, raw, expectedRevoked }) => {
      if (raw !== undefined) {
        try {
          parseRevocationList(raw);
        } catch (error) {
          if (error instanceof RevocationListError) return [];
        }
        return [`${source}: accepted`];
      }
      const parsed = parseRevocationList(JSON.stringify(status));
      const revoked = [...parsed].filter(([, entry]) => isRevoked(entry)).map(([serial]) => serial);
      const wanted = expectedRevoked ?? revoked;
      const same = wanted.length === revoked.length && wanted.every((serial) => revoked.includes(serial));
      return parsed.size > 0 && same ? [] : [`${source}: ${revoked.join()}`];
    });
    reportFamily("revocation samples", samples.length, missed);
    expect(missed).toEqual([]);
  });

  it("reads a day's whole list", () => {
    const parsed = parseRevocationList(readVectorText("key-attestation/revocation-status-snapshot-2025-01-08.json"));
    expect(parsed.size).toBe(467);
    expect(isRevoked(revocationOf(parsed, "13928929639211242692"))).toBe(true);
  });
});
