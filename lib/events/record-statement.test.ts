import { expect, it } from "vitest";
import { CLOSE_AFTER_MINUTES } from "./maintenance";
import { UNCONTESTED_SECONDS } from "./record-statement";
import { STATEMENT_TIMEOUT_MS } from "./writer";

it("ends every uncontested statement before the hour of its oldest event can be closed", () => {
  expect(UNCONTESTED_SECONDS + STATEMENT_TIMEOUT_MS / 1000).toBeLessThan(CLOSE_AFTER_MINUTES * 60);
});
