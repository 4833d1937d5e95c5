import type { EventDetail } from "@/lib/contract/events";
import { SIGNALS } from "@/lib/contract/signals";

/** The verdict as a headline: `Rejected: hook-framework, memory-tampering`. */
export function verdictTitle(event: EventDetail): string {
  const word = event.outcome === "pass" ? "Passed" : "Rejected";
  if (event.override === "force-pass") return `${word} by an override`;
  if (event.override === "force-fail" || event.override === "ban") return `${word} by an override: ${event.override}`;
  return event.outcome === "fail" && event.reasons.length > 0 ? `${word}: ${event.reasons.join(", ")}` : word;
}

/** One sentence of cause and one of what held. */
export function verdictSentences(event: EventDetail): string[] {
  const failed = event.checks.filter((check) => check.outcome === "fail");
  const held = event.checks.filter((check) => check.outcome === "pass").length;
  const noted = event.checks.filter((check) => check.outcome === "annotate");
  return [
    ...causes(event),
    ...heldSentence(held, failed.length, event.outcome === "pass"),
    ...notedSentence(noted.length),
  ];
}

function causes(event: EventDetail): string[] {
  if (event.outcome === "pass") return [];
  if (event.reasons.length > 0) return event.reasons.slice(0, 2).map((reason) => SIGNALS[reason].meaning);
  if (event.errorCode !== null) return [`The request itself was refused: ${event.errorCode}.`];
  return [];
}

function heldSentence(held: number, failed: number, passed: boolean): string[] {
  if (held === 0) return [];
  if (passed) return [failed === 0 ? `All ${held} checks that applied held.` : `${held} checks held.`];
  return [held === 1 ? "One other check held." : `${held} other checks held.`];
}

function notedSentence(noted: number): string[] {
  if (noted === 0) return [];
  return [noted === 1 ? "One finding was only noted." : `${noted} findings were only noted.`];
}

/** `28 made: 24 passed, 1 annotated, 2 failed, 1 did not apply`. */
export function checkCounts(event: EventDetail): string {
  const count = (outcome: EventDetail["checks"][number]["outcome"]) =>
    event.checks.filter((check) => check.outcome === outcome).length;
  const parts = [
    [count("pass"), "passed"],
    [count("annotate"), "annotated"],
    [count("fail"), "failed"],
    [count("skip"), "did not apply"],
  ] as const;
  const words = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return `${event.checks.length} made: ${words.join(", ")}`;
}
