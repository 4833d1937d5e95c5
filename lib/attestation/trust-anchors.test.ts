import { createHash, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeCertificate } from "../encoding/x509";
import { readVector, reportFamily, vectorsAbsent, vectorsFolder } from "./testing/vectors";
import { AOSP_EC, AOSP_RSA, APPLE, GOOGLE_CA1, GOOGLE_RSA } from "./trust-anchors";

const PINS = [
  [GOOGLE_RSA, "trust", "feb2ea7551ee316ed4bb443c8293b884dbfdea40b603ee3e4f4a897e4580fbae"],
  [GOOGLE_CA1, "trust", "3ee44512a1af2beb39c889490c60ea3f82e43f5d5a5532f5ab9419f676cd07ec"],
  [AOSP_EC, "deny", "d5100c7942ef2e8310dc30ef82729680cf48d690735c3f68179a33c7c370f286"],
  [AOSP_RSA, "deny", "f2c4746f545946c100e72297f8f946344d7052f03a2f694221f9c893b0e6f711"],
  [APPLE, "trust", "1ae751fd29896d0f1f13fe226c063f445d40d8938acc6245c251ecc0679330bd"],
] as const;

it("every anchor is the key whose fingerprint was published, none of them a test root", () => {
  for (const [anchor, use, spkiSha256] of PINS) {
    expect(anchor).toMatchObject({ use, spkiSha256, test: false });
    const spki = anchor.key.export({ type: "spki", format: "der" });
    expect(createHash("sha256").update(spki).digest("hex")).toBe(spkiSha256);
  }
});

describe.skipIf(vectorsAbsent("roots"))("published roots", () => {
  it("each root certificate carries the key and the name of the anchor pinned for it", () => {
    const listed = readVector<{ file: string; spkiSha256: string }[]>("roots/roots.json");
    const files = readdirSync(vectorsFolder("roots")).filter((name) => name.endsWith(".pem"));
    const missed = files.flatMap((file) => {
      const pem = new X509Certificate(readFileSync(join(vectorsFolder("roots"), file)));
      const { spki, subject } = decodeCertificate(pem.raw);
      const spkiSha256 = createHash("sha256").update(spki).digest("hex");
      const known = listed.find((entry) => entry.file === file);
      if (known !== undefined && known.spkiSha256 !== spkiSha256) return [`${file}: another key than listed`];
      const pin = PINS.find(([anchor]) => anchor.spkiSha256 === spkiSha256);
      // Apple's general root signs fraud receipts, which nobody here judges: it must not be an anchor.
      if (file.includes("receipts-only")) return pin === undefined ? [] : [`${file}: pinned`];
      const use = file.startsWith("REJECT") ? "deny" : "trust";
      return pin?.[1] === use && Buffer.compare(pin[0].subject, subject) === 0 ? [] : [`${file}: not pinned as ${use}`];
    });
    reportFamily("roots", files.length, missed);
    expect(missed).toEqual([]);
    expect(files.length).toBeGreaterThanOrEqual(9);
  });
});
