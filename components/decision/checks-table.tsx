import type { EventDetail } from "@/lib/contract/events";
import { CHECK_STAGES, type CheckStage } from "@/lib/contract/evidence";
import { isSignal, type Signal } from "@/lib/contract/signals";
import { OutcomeGlyph, ReasonGlyph } from "../signals/glyphs";
import { cn } from "../ui/class-names";
import { Table } from "../ui/table";

type Check = EventDetail["checks"][number];

const STAGE_TITLES: Readonly<Record<CheckStage, string>> = {
  challenge: "Challenge",
  instance: "Instance",
  evidence: "Evidence",
  app: "App",
  device: "Device",
  result: "Result",
};

/** Every check in order, by stage: what was found, and the reference value it was compared with. */
export function ChecksTable({ checks, label = "Checks" }: { checks: readonly Check[]; label?: string }) {
  const stages = CHECK_STAGES.map((stage) => ({ stage, checks: checks.filter((check) => check.stage === stage) }));
  return (
    <Table label={label} className="phone:table-fixed">
      <thead>
        <tr>
          <th scope="col" className="w-[26px]">
            <span className="sr-only">Outcome</span>
          </th>
          <th scope="col" className="w-[33%]">
            Check
          </th>
          <th scope="col">Found</th>
          <th scope="col" className="w-[28%] max-phone:hidden">
            Expected
          </th>
        </tr>
      </thead>
      {stages
        .filter((stage) => stage.checks.length > 0)
        .map(({ stage, checks: own }) => (
          <tbody key={stage}>
            <tr>
              <th colSpan={4} scope="rowgroup" className="pt-3! pb-1! font-semibold! text-ink2!">
                {STAGE_TITLES[stage]}
              </th>
            </tr>
            {own.map((check) => (
              <CheckLine key={check.id} check={check} />
            ))}
          </tbody>
        ))}
    </Table>
  );
}

function CheckLine({ check }: { check: Check }) {
  const failed = check.outcome === "fail";
  const signal: Signal | null = isSignal(check.id) ? check.id : null;
  const strong = failed && "font-semibold";
  return (
    <tr {...(failed ? { "data-failed": true } : {})} className="[&>td]:align-top!">
      <td className="pt-[7px]! pr-0!">
        <OutcomeGlyph outcome={check.outcome} />
      </td>
      <td className={cn("break-words", strong)}>
        {signal === null ? (
          check.title
        ) : (
          <span className="inline-flex items-start gap-2" title={check.title}>
            {check.outcome !== "pass" && <ReasonGlyph reason={signal} className="mt-1" />}
            {signal}
          </span>
        )}
      </td>
      <td className={cn("break-words", strong, !failed && "text-ink2!")}>
        {check.found ?? (check.outcome === "skip" ? "none" : "–")}
      </td>
      <td className="break-words text-ink3! max-phone:hidden">{check.expected ?? ""}</td>
    </tr>
  );
}
