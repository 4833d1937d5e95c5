"use client";
import type { Platform } from "@/lib/contract/evidence";
import { type AppraisalPolicy, actionOn, FIXED_REJECT, SIGNAL_ACTIONS, type SignalAction } from "@/lib/contract/policy";
import { SIGNALS, type Signal } from "@/lib/contract/signals";
import { Reason } from "../signals/glyphs";
import { cn } from "../ui/class-names";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Footnote, Table } from "../ui/table";
import { proversInWords, signalsOn } from "./applicable";

const ACTIONS = SIGNAL_ACTIONS.map((value) => ({ value, label: value }));

export interface Seen {
  /** Missing until it is known. */
  readonly instances: Readonly<Partial<Record<Signal, number>>> | undefined;
  readonly over: string;
}

/** Signals × action. What is in force stays struck through where the draft chooses otherwise. */
export function SignalTable({
  platform,
  active,
  draft,
  seen,
  onChange,
}: {
  platform: Platform;
  active: AppraisalPolicy;
  draft: AppraisalPolicy;
  /** On how many instances each signal was seen, over a time such as "7 d"; null leaves the column out. */
  seen: Seen | null;
  /** Missing for those who may not change it. */
  onChange: ((signal: Signal, action: SignalAction) => void) | undefined;
}) {
  const signals = signalsOn(platform);
  const formats = useFormats();
  return (
    <Section
      title="Signals"
      unit={`${signals.length} that ${platform === "ios" ? "an iPhone" : "an Android phone"} can raise`}
    >
      <Table label="Signals" className="[&_td]:h-[34px]! [&_td]:py-[3px]!">
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col" className="max-phone:hidden">
              Proved by
            </th>
            <th scope="col">Action</th>
            {seen !== null && (
              <th scope="col" className="num max-phone:hidden">
                Seen, {seen.over}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {signals.map((signal) => {
            const was = actionOn(active, signal);
            const is = actionOn(draft, signal);
            const minimum = minimumOf(signal, draft);
            return (
              <tr key={signal} data-marked={was === is ? undefined : true}>
                <td title={SIGNALS[signal].meaning}>
                  <Reason reason={signal} className={cn(was !== is && "font-semibold")} />
                  {was !== is && <span className="sr-only">, changed</span>}
                  {minimum !== null && <span className="ml-5 block text-ink3 text-note">{minimum}</span>}
                </td>
                <td
                  title={proversInWords(signal, platform)}
                  className="max-w-27 overflow-hidden text-ellipsis whitespace-nowrap text-ink3! max-phone:hidden"
                >
                  {proversInWords(signal, platform)}
                </td>
                <td className="w-px">
                  <Segmented
                    label={`Action on ${signal}`}
                    value={is}
                    was={was}
                    options={ACTIONS}
                    disabled={onChange === undefined}
                    onChange={(action) => onChange?.(signal, action)}
                    className="[&>*]:w-[62px] [&>*]:justify-center [&>*]:px-0 phone:[&>*]:w-[64px]"
                  />
                </td>
                {seen !== null && (
                  <td className="num text-ink2! max-phone:hidden">
                    {seen.instances && formats.count(seen.instances[signal] ?? null)}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </Table>
      <Footnote>
        {FIXED_REJECT.join(", ")} always reject: they say that the proof itself does not hold. What a later release adds
        is annotated until you decide.
      </Footnote>
    </Section>
  );
}

/** What makes a signal that depends on a minimum of this policy. */
function minimumOf(signal: Signal, policy: AppraisalPolicy): string | null {
  if (signal === "outdated-app")
    return policy.minimumAppVersion ? `older than ${policy.minimumAppVersion}` : "no oldest version set";
  if (signal !== "outdated-patch") return null;
  const minimums = [
    policy.minimumPatchLevel ? `patch older than ${policy.minimumPatchLevel}` : null,
    policy.minimumOsVersion ? `system older than ${policy.minimumOsVersion}` : null,
  ].filter((one) => one !== null);
  return minimums.length > 0 ? minimums.join(", ") : "no oldest patch or system set";
}
