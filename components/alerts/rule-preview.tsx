"use client";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import type { AlertPreview } from "@/lib/contract/admin/alerts";
import { ALERT_METRICS, type AlertMetric } from "@/lib/contract/alerts";
import { AlertPanel } from "../charts/alert-panel";
import { CsvButton, TableToggle } from "../charts/tools";
import { type DraftDefinition, previewQuery } from "../queries/alerts";
import { formatDuration, useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Alert, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { Time } from "../ui/time";
import { PREVIEW_HEAD, PreviewTable, previewRows } from "./preview-table";
import { definitionOf, type RuleDraft } from "./rule-draft";
import { valueText } from "./words";

const TITLE = "What it would have done";
const DAYS = [
  { value: "1", label: "1 d" },
  { value: "3", label: "3 d" },
  { value: "7", label: "7 d" },
] as const;
type Days = (typeof DAYS)[number]["value"];
const COUNT = { "1": 1, "3": 3, "7": 7 } as const;
/** Typing pauses this long before the server is asked. */
const PAUSE_MS = 350;
const DRAWN = {
  share: { factor: 100, unit: "%" },
  "per-second": { factor: 1, unit: "/s" },
  count: { factor: 1, unit: "" },
};

/** How the rule in the form would have gone over the last days, by the code that judges it for real. */
export function RulePreview({ draft }: { draft: RuleDraft }) {
  const [days, setDays] = useState<Days>("3");
  const [asTable, setAsTable] = useState(false);
  const definition = usePaused(useDeferredValue(definitionOf(draft)));
  const { data, error, isFetching } = useQuery(previewQuery(definition, COUNT[days]));
  return (
    <Section
      title={TITLE}
      unit="each minute judged, as it will be"
      tools={
        <>
          <Segmented label="Days of preview" value={days} options={DAYS} onChange={setDays} />
          <TableToggle shown={asTable} onChange={setAsTable} of={TITLE} />
          <CsvButton name={TITLE} head={PREVIEW_HEAD} rows={() => (data ? previewRows(data) : [])} />
        </>
      }
    >
      <div aria-busy={isFetching}>
        {error ? (
          <div className="py-6">
            <Alert>{error.message}</Alert>
          </div>
        ) : data ? (
          <Shown preview={data} metric={draft.metric} asTable={asTable} />
        ) : (
          <Loading height={260} what="Judging the last days" />
        )}
      </div>
    </Section>
  );
}

function Shown({ preview, metric, asTable }: { preview: AlertPreview; metric: AlertMetric; asTable: boolean }) {
  const formats = useFormats();
  const { title, unit } = ALERT_METRICS[metric];
  const { firings, minutes, minutesWithoutData } = preview;
  const last = firings.at(-1);
  const silent = minutesWithoutData / Math.max(1, minutes);
  return (
    <>
      <p className="mb-2 text-ink2">
        {firings.length === 0 ? (
          <b className="text-ink">It would not have fired.</b>
        ) : (
          <>
            <b className="text-ink">
              It would have fired {firings.length === 1 ? "once" : `${formats.count(firings.length)} times`}
            </b>
            {last !== undefined && (
              <>
                , last on <Time at={last.from} />
                {last.to === null ? " and would fire still" : ` for ${formatDuration((last.to - last.from) / 1000)}`}
              </>
            )}
            .
          </>
        )}
      </p>
      {asTable ? (
        <PreviewTable preview={preview} unit={unit} label={`${title}, table`} />
      ) : (
        <>
          <AlertPanel
            preview={preview}
            {...DRAWN[unit]}
            text={(value) => valueText(formats, value, unit)}
            label={`${title} over the last days, with the limits of the rule`}
          />
          <Legend />
        </>
      )}
      {silent > 0 && <Footnote>No verdict in {formats.share(silent)} of the minutes: too little data.</Footnote>}
      {firings.length > 0 && <Firings preview={preview} />}
    </>
  );
}

function Legend() {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-ink2 text-note">
      <li className="inline-flex items-center gap-2">
        <svg width="18" height="8" aria-hidden="true">
          <path d="M0 4h18" stroke="var(--ink)" strokeWidth="1.5" />
        </svg>
        value
      </li>
      <li className="inline-flex items-center gap-2">
        <svg width="18" height="10" aria-hidden="true">
          <rect
            x=".5"
            y=".5"
            width="17"
            height="9"
            fill="var(--pass)"
            fillOpacity=".35"
            stroke="var(--pass-line)"
            strokeDasharray="4 3"
          />
        </svg>
        within the limits
      </li>
      <li className="inline-flex items-center gap-2">
        <svg width="18" height="10" aria-hidden="true">
          <rect width="18" height="10" fill="var(--crit-wash)" />
        </svg>
        would have fired
      </li>
    </ul>
  );
}

const LISTED = 6;

/** The same as a table: when it would have fired, newest first. */
function Firings({ preview: { firings } }: { preview: AlertPreview }) {
  const formats = useFormats();
  return (
    <div className="mt-4">
      <Table label="When it would have fired">
        <thead>
          <tr>
            <th scope="col">Would have fired</th>
            <th scope="col">Closed</th>
            <th scope="col" className="num">
              Lasted
            </th>
          </tr>
        </thead>
        <tbody>
          {firings
            .slice(-LISTED)
            .toReversed()
            .map(({ from, to }) => (
              <tr key={from}>
                <td>
                  <Time at={from} />
                </td>
                <td>{to === null ? "still firing" : <Time at={to} />}</td>
                <td className="num">{to === null ? "–" : formatDuration((to - from) / 1000)}</td>
              </tr>
            ))}
        </tbody>
      </Table>
      {firings.length > LISTED && <Footnote>{formats.count(firings.length - LISTED)} earlier ones.</Footnote>}
    </div>
  );
}

/** A definition once it has not changed for a moment; the first at once. */
function usePaused(definition: DraftDefinition): DraftDefinition {
  const text = JSON.stringify(definition);
  const [settled, setSettled] = useState({ text, definition });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ text, definition: JSON.parse(text) }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled.definition;
}
