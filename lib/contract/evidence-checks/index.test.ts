import { expect, it } from "vitest";
import { CHECKS, describeCheck } from "../checks";
import { EVIDENCE_CHECKS } from ".";
import { APP_ATTEST_ASSERTION_CHECKS, APP_ATTEST_CHECKS } from "./app-attest";
import { CHAIN_POLICY_CHECKS, KEY_ATTESTATION_CHECKS } from "./key-attestation";
import { PLAY_INTEGRITY_CHECKS } from "./play-integrity";

const TABLES = [KEY_ATTESTATION_CHECKS, APP_ATTEST_CHECKS, APP_ATTEST_ASSERTION_CHECKS, PLAY_INTEGRITY_CHECKS];

it("a check id has one stage and one title in every format, and none of the pipeline's own", () => {
  for (const [id, { stage, title }] of TABLES.flatMap((table) => Object.entries(table))) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(describeCheck(id)).toEqual({ stage, title });
    expect(Object.keys(CHECKS)).not.toContain(id);
  }
});

it("every check that the chain policy judges is binding", () => {
  expect(CHAIN_POLICY_CHECKS.filter((id) => !EVIDENCE_CHECKS[id]?.binding)).toEqual([]);
});
