"use client";
import { useQuery } from "@tanstack/react-query";
import { type PolicyPreview, PREVIEW_RANGES, type PreviewRange } from "@/lib/contract/admin/policy-preview";
import type { AppraisalPolicy } from "@/lib/contract/policy";
import type { Signal } from "@/lib/contract/signals";
import { ApiError } from "../queries/fetcher";
import { policyPreviewQuery } from "../queries/policy-preview";
import { OutcomeGlyph } from "../signals/glyphs";
import { cn } from "../ui/class-names";
import { formatDuration, useFormats, useMounted } from "../ui/format";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Empty, Failure, Loading } from "../ui/states";
import { PreviewExamples } from "./preview-examples";
import { WhoChanges } from "./who-changes";

const RANGE_LABELS: Readonly<Record<PreviewRange, string>> = {
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 d",
  "30d": "30 d",
  "90d": "90 d",
};
const OPTIONS = PREVIEW_RANGES.map((value) => ({ value, label: RANGE_LABELS[value] }));

export const previewRangeLabel = (range: PreviewRange) => RANGE_LABELS[range];

/** What is previewed: a draft on this screen, or a version that is written. */
export interface Previewed {
  readonly policy: AppraisalPolicy;
  /** "draft" or "version 42". */
  readonly name: string;
  /** Whether it differs from the version in force at all. */
  readonly differs: boolean;
}

/** A draft replayed over what really came in: whom it would newly reject and admit, by what, with examples. */
export function PreviewPanel({
  appId,
  previewed,
  range,
  test,
  onRange,
  onExcept,
}: {
  appId: number;
  previewed: Previewed;
  range: PreviewRange;
  test: boolean;
  onRange: (range: PreviewRange) => void;
  /** Missing for those who may not change the policy. */
  onExcept: ((signals: readonly Signal[], model: string) => void) | undefined;
}) {
  const query = policyPreviewQuery(appId, { policy: previewed.policy, range, test });
  const { data, error, refetch, isPlaceholderData } = useQuery(query);
  return (
    <>
      <Section
        title="Preview"
        unit={`${previewed.name} replayed over what really came in`}
        tools={data && !isPlaceholderData && <span className="text-ink3">in {formatDuration(data.tookMs / 1000)}</span>}
      >
        <div className="mb-4 flex flex-wrap gap-2">
          <Segmented label="Replayed over" value={range} options={OPTIONS} onChange={onRange} />
          {data && <Period preview={data} />}
        </div>
        {error && isUnfinished(error) ? (
          <Empty height={130} title="This draft can’t be replayed yet">
            One of its fields does not hold yet.
          </Empty>
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : data ? (
          <div className={cn(isPlaceholderData && "opacity-55")} aria-busy={isPlaceholderData}>
            <Result preview={data} previewed={previewed} />
          </div>
        ) : (
          <Loading height={120} what="Replaying" />
        )}
      </Section>
      {data && !error && hasChanges(data) && (
        <div className={cn("contents", isPlaceholderData && "[&>*]:opacity-55")}>
          <WhoChanges preview={data} />
          <PreviewExamples preview={data} onExcept={onExcept} />
        </div>
      )}
    </>
  );
}

/** Whether the server's parser refuses what is still being typed. */
function isUnfinished(error: Error): error is ApiError {
  return error instanceof ApiError && error.code === "invalid_request";
}

function hasChanges({ instances, attestations }: PolicyPreview): boolean {
  return instances.rejected + instances.admitted + attestations.rejected + attestations.admitted > 0;
}

function Period({ preview: { from, to, instances } }: { preview: PolicyPreview }) {
  const formats = useFormats();
  const mounted = useMounted();
  const short = to - from < 2 * 86_400_000;
  const time = short
    ? `${formats.clock(from)} – ${formats.clock(to)}`
    : `${formats.day(from)} – ${formats.day(to)}, ${formats.clock(to)}`;
  return (
    <span className="inline-flex min-h-7 max-w-full flex-wrap items-center gap-x-1.5 rounded-control bg-sunk px-2.5 py-1 max-phone:min-h-9">
      <span className="text-ink3">{mounted ? `${time},` : ""}</span>
      {formats.count(instances.active)} instances
    </span>
  );
}

function Result({ preview, previewed }: { preview: PolicyPreview; previewed: Previewed }) {
  const formats = useFormats();
  const { instances, attestations, estimated } = preview;
  if (attestations.all === 0) {
    return (
      <Empty height={130} title="No attestations to replay">
        None came in within this time. Take a longer one, or show test traffic.
      </Empty>
    );
  }
  if (!hasChanges(preview)) {
    return (
      <Empty height={130} title={previewed.differs ? "Nobody would be judged otherwise" : "No change to replay"}>
        {previewed.differs
          ? `${formats.count(attestations.all)} attestations of ${formats.count(instances.active)} instances come out the same.`
          : "Choose another action for a signal, or another requirement, and see here whom it hits."}
      </Empty>
    );
  }
  return (
    <>
      <div className="grid grid-cols-2 gap-x-8">
        {(["rejected", "admitted"] as const).map((change) => (
          <section key={change} aria-label={`Newly ${change}`}>
            <h3 className="flex items-center gap-[7px] text-ink2">
              <OutcomeGlyph outcome={change === "rejected" ? "fail" : "pass"} className="size-3" />
              Newly {change}
            </h3>
            <p className="font-medium text-figure tabular-nums max-phone:text-[28px] max-phone:leading-[34px]">
              {formats.count(instances[change])}
            </p>
            <p className="text-ink2">
              instances, <b>{formats.share(instances.active === 0 ? null : instances[change] / instances.active)}</b> of
              active
            </p>
            <p className="text-ink3">
              {estimated !== null && attestations[change] > 0 && "about "}
              {formats.count(attestations[change])} attestations
            </p>
          </section>
        ))}
      </div>
      <p className="mt-3 text-ink3 text-note">
        {estimated === null
          ? `Every number is exact, against version ${preview.activeVersion ?? "none"} in force. An instance counts as it was last seen.`
          : `Instances are exact, as each was last seen. ${formats.count(estimated.attestations)} of ${formats.count(attestations.all)} attestations turn on what the history does not hold of each (patch level, security level, version code): their share is that of ${formats.count(estimated.fromInstances)} instances alike.`}
      </p>
    </>
  );
}
