/** Whether a verdict answers our request, now: evidence steps D4.3 and D4.7. */

import { timingSafeEqual } from "node:crypto";
import type { PlayIntegrityCheck } from "../../../contract/evidence-checks/play-integrity";
import type { CheckReport } from "../report";
import type { PlayIntegrityContext } from "./context";
import type { Verdict } from "./verdict";

type Report = CheckReport<PlayIntegrityCheck>;

const AGE_SECONDS_MAX = 15 * 60;
const AHEAD_SECONDS_MAX = 5 * 60;

export function checkRequest(
  { requestDetails, testingDetails }: Verdict,
  context: PlayIntegrityContext,
  report: Report,
) {
  checkBinding(requestDetails, context, report);
  checkTime(requestDetails.timestampMillis, context, report);
  const { packageName } = context.app;
  report.require("request-package", requestDetails.requestPackageName === packageName, ["app-not-registered"], {
    found: requestDetails.requestPackageName,
    expected: packageName,
  });
  const testing = testingDetails.isTestingResponse === true;
  if (testing && context.environment === "testing") {
    report.annotate("testing-response", { found: "a response made for testers" }, ["dev-mode"]);
  } else {
    report.require("testing-response", !testing, ["dev-mode"], testing ? { found: "a response made for testers" } : {});
  }
}

/** Exactly one of the two members, and the one that our request used: never whichever happens to be there. */
function checkBinding(details: Verdict["requestDetails"], { binding }: PlayIntegrityContext, report: Report): void {
  const { requestHash, nonce } = details;
  const found = [requestHash === undefined ? [] : "requestHash", nonce === undefined ? [] : "nonce"].flat();
  const wanted = binding.kind === "standard" ? "requestHash" : "nonce";
  const single = found.length === 1;
  const seen = { found: found.join(" and ") || "neither requestHash nor nonce", expected: wanted };
  if (!report.require("request-binding", single && found[0] === wanted, [single ? "replayed" : "malformed"], seen))
    return;
  const same =
    binding.kind === "standard"
      ? sameText(requestHash ?? "", binding.requestHash)
      : sameText(plain(nonce ?? ""), plain(binding.nonce));
  report.require("request-value", same, ["replayed"], { found: requestHash ?? nonce, expected: "the value we issued" });
}

/** A nonce is base64 that comes back with or without padding, in either alphabet. */
function plain(nonce: string): string {
  return nonce.replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function checkTime(timestampMillis: number, context: PlayIntegrityContext, report: Report): void {
  const ageSeconds = (context.now.getTime() - timestampMillis) / 1000;
  const maximum = Math.min(context.maximumAgeSeconds ?? AGE_SECONDS_MAX, AGE_SECONDS_MAX);
  report.require("request-time", ageSeconds <= maximum && ageSeconds >= -AHEAD_SECONDS_MAX, ["stale"], {
    found: `${Math.round(ageSeconds)} s old`,
    expected: `at most ${maximum} s, at most ${AHEAD_SECONDS_MAX} s ahead`,
  });
}
