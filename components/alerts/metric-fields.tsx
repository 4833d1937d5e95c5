"use client";
import { ALERT_METRIC_IDS, ALERT_METRICS, WINDOW_MINUTES } from "@/lib/contract/alerts";
import { SIGNAL_IDS } from "@/lib/contract/signals";
import { Field, Select } from "../ui/field";
import type { EditorProps } from "./rule-editor";

/** The metric, the reason where it takes one, and the window it is measured over. */
export function MetricFields({ draft, onChange, fields }: EditorProps) {
  const { takesReason } = ALERT_METRICS[draft.metric];
  return (
    <>
      <Field id="rule-metric" label="Metric" error={fields["definition.metric"]}>
        {(control) => (
          <Select
            {...control}
            value={draft.metric}
            onChange={(event) => {
              const metric = ALERT_METRIC_IDS.find((id) => id === event.target.value);
              if (metric) onChange({ metric });
            }}
          >
            {ALERT_METRIC_IDS.map((id) => (
              <option key={id} value={id}>
                {ALERT_METRICS[id].title}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {takesReason && (
        <Field id="rule-reason" label="Reason" error={fields["definition.reason"]}>
          {(control) => (
            <Select {...control} value={draft.reason} onChange={(event) => onChange({ reason: event.target.value })}>
              {SIGNAL_IDS.map((id) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {draft.metric !== "active-instances" && (
        <Field
          id="rule-window"
          label="Measured over"
          help="Longer is calmer, shorter is quicker."
          error={fields["definition.windowMinutes"]}
        >
          {(control) => (
            <Select
              {...control}
              value={draft.windowMinutes}
              onChange={(event) => onChange({ windowMinutes: Number(event.target.value) })}
            >
              {WINDOW_MINUTES.map((minutes) => (
                <option key={minutes} value={minutes}>
                  {minutes === 60 ? "the last hour" : minutes === 1 ? "the last minute" : `the last ${minutes} minutes`}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </>
  );
}
