"use client";
import type { InstanceRun } from "@/lib/contract/instances";
import { osTitle, useValueTitle } from "../filter/labels";
import { OutcomeGlyph, Reason } from "../signals/glyphs";
import { linkClass } from "../ui/button";
import { useFormats, useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Rows } from "../ui/section";

interface Difference {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The runs of an installation, each with what changed in its environment since the one before. */
export function RunList({ runs, enrolledAt }: { runs: readonly InstanceRun[]; enrolledAt: number | null }) {
  const formats = useFormats();
  const mounted = useMounted();
  return (
    <Rows>
      {runs.map((run, index) => (
        <Run key={run.eventId} run={run} before={runs[index + 1]} />
      ))}
      {enrolledAt !== null && (
        <li className="text-ink2">
          <span className="tabular-nums">{mounted ? formats.moment(enrolledAt) : ""}</span> Enrolled
        </li>
      )}
    </Rows>
  );
}

function Run({ run, before }: { run: InstanceRun; before: InstanceRun | undefined }) {
  const formats = useFormats();
  const mounted = useMounted();
  const valueTitle = useValueTitle();
  const changed = before === undefined ? [] : differences(before, run, (code) => valueTitle("country", code));
  return (
    <li>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span className="inline-flex items-center gap-2">
          <OutcomeGlyph outcome={run.outcome} />
          <b>{run.outcome === "pass" ? "passed" : "rejected"}</b>
        </span>
        {run.reasons.map((reason) => (
          <Reason key={reason} reason={reason} />
        ))}
        <span className="text-ink2">
          {run.attestations === 1 ? "once" : `${formats.count(run.attestations)} times`},{" "}
          <span className="tabular-nums">{mounted ? period(run, formats) : ""}</span>
        </span>
        <Link href={`/attestations/${run.eventId}`} className={`${linkClass} ml-auto font-mono text-note`}>
          {run.arc}
        </Link>
      </div>
      {changed.length > 0 ? (
        <p className="mt-0.5">
          {changed.map(({ name, from, to }, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <span className="text-ink3">{name}</span> {from} → <b>{to}</b>
            </span>
          ))}
        </p>
      ) : (
        before === undefined && (
          <p className="mt-0.5 text-ink3">
            {run.appVersion}, SDK {run.sdkVersion}, {run.model}, {osTitle(run.platform, run.osVersion)},{" "}
            {valueTitle("country", run.country)}
          </p>
        )
      )}
    </li>
  );
}

function period({ from, to }: InstanceRun, formats: ReturnType<typeof useFormats>): string {
  if (from === to) return formats.moment(from);
  return formats.day(from) === formats.day(to)
    ? `${formats.moment(from)} – ${formats.clock(to)}`
    : `${formats.moment(from)} – ${formats.moment(to)}`;
}

/** What is different in the environment of two runs. */
function differences(from: InstanceRun, to: InstanceRun, country: (code: string) => string): Difference[] {
  const facts = (run: InstanceRun) => [
    { name: "app", value: run.appVersion },
    { name: "SDK", value: run.sdkVersion },
    { name: "model", value: run.model },
    { name: "system", value: osTitle(run.platform, run.osVersion) },
    { name: "country", value: country(run.country) },
  ];
  const after = facts(to);
  return facts(from).flatMap(({ name, value }, index) => {
    const next = after[index]?.value ?? "";
    return next === value ? [] : [{ name, from: value || "unknown", to: next || "unknown" }];
  });
}
