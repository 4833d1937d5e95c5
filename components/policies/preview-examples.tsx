"use client";
import type { PolicyPreview, PreviewExample } from "@/lib/contract/admin/policy-preview";
import { FIXED_REJECT } from "@/lib/contract/policy";
import type { Signal } from "@/lib/contract/signals";
import { useValueTitle } from "../filter/labels";
import { OutcomeGlyph, Reason } from "../signals/glyphs";
import { LinkButton, linkClass } from "../ui/button";
import { Tag } from "../ui/chip";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";

/** One instance of each kind that would be judged otherwise, the largest kinds first. */
export function PreviewExamples({
  preview: { examples },
  onExcept,
}: {
  preview: PolicyPreview;
  onExcept: ((signals: readonly Signal[], model: string) => void) | undefined;
}) {
  if (examples.length === 0) return null;
  return (
    <Section title="Examples" unit="one instance of each kind, the largest first">
      <Rows>
        {examples.map((example) => (
          <li key={`${example.change} ${example.instanceId}`} className="flex gap-3">
            <OutcomeGlyph outcome={example.change === "rejected" ? "fail" : "pass"} className="mt-[3px]" />
            <Example example={example} onExcept={onExcept} />
          </li>
        ))}
      </Rows>
    </Section>
  );
}

function Example({
  example,
  onExcept,
}: {
  example: PreviewExample;
  onExcept: ((signals: readonly Signal[], model: string) => void) | undefined;
}) {
  const formats = useFormats();
  const valueTitle = useValueTitle();
  const { change, reasons, model, alike, osVersion, patchLevel, appVersion, sdkVersion } = example;
  const excusable = reasons.filter((reason) => !FIXED_REJECT.includes(reason));
  return (
    <div className="min-w-0 grow">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <b>{model === "" ? "Unknown model" : model}</b>
        <span>{valueTitle("country", example.country)}</span>
        {example.test && <Tag tone="warn">test</Tag>}
        <span className="ml-auto whitespace-nowrap text-ink3">{formats.count(alike)} alike</span>
      </div>
      <p className="flex flex-wrap gap-x-3 text-ink2">
        {reasons.map((reason) => (
          <Reason key={reason} reason={reason} />
        ))}
        {change === "admitted" && <span className="text-ink3">no longer rejects</span>}
      </p>
      <p className="text-ink3">
        OS {osVersion}
        {patchLevel !== null && `, patch ${patchLevel}`}, app {appVersion}, SDK {sdkVersion}
      </p>
      <p className="flex flex-wrap gap-x-3.5 text-ink3">
        <Link
          className={`font-mono text-note ${linkClass}`}
          href={`/attestations?instance=${example.instanceId}&range=7d${example.test ? "&test=1" : ""}`}
        >
          {example.instanceId.slice(0, 8)}
        </Link>
        <span>
          seen <Time at={example.seenAt} />
        </span>
        {change === "rejected" && onExcept && excusable.length > 0 && model !== "" && (
          <LinkButton onClick={() => onExcept(excusable, model)}>Except {model}</LinkButton>
        )}
      </p>
    </div>
  );
}
