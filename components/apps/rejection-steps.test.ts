import { expect, it } from "vitest";
import { rejectionStep } from "./rejection-steps";

it.each([
  ["v1-only", "Signature scheme"],
  ["unsigned", "Signature"],
  ["digest-mismatch", "Contents"],
  ["lineage-invalid", "Signers"],
  ["certificate-malformed", "Certificate"],
  ["manifest-missing", "Manifest"],
  ["zip-bomb", "Archive"],
  ["zip-corrupt-entry", "Contents"],
  ["signature-invalid", "Signature"],
])("says that %s fell at the step %s, with a remedy", (code, step) => {
  const found = rejectionStep(code);
  expect(found.step).toBe(step);
  expect(found.remedy).toMatch(/\.$/);
});
