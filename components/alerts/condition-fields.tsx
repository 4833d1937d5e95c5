"use client";
import { ALERT_METRICS } from "@/lib/contract/alerts";
import { Field, TextInput } from "../ui/field";
import { Segmented } from "../ui/segmented";
import type { RuleDraft } from "./rule-draft";
import type { EditorProps } from "./rule-editor";

const KINDS = [
  { value: "threshold", label: "a fixed value" },
  { value: "deviation", label: "unusual for the hour" },
] as const;
const SIDES = [
  { value: "above", label: "above" },
  { value: "below", label: "below" },
] as const;
const ALL_SIDES = [...SIDES, { value: "either", label: "either" }] as const;
const NO_DATA = [
  { value: "keep", label: "stay as it is" },
  { value: "clear", label: "all clear" },
  { value: "alert", label: "fire" },
] as const;
const UNITS = { share: "%", "per-second": "per second", count: "" } as const;

type NumberField = {
  [K in keyof RuleDraft]: RuleDraft[K] extends string ? K : never;
}[keyof RuleDraft];

/** Threshold or deviation, how long it has to hold and to clear, and what no data means. */
export function ConditionFields(props: EditorProps) {
  const { draft, onChange } = props;
  const isShare = ALERT_METRICS[draft.metric].unit === "share";
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-x-4 gap-y-2">
        <Segmented label="Compared with" value={draft.kind} options={KINDS} onChange={(kind) => onChange({ kind })} />
        <Segmented
          label="Side"
          value={draft.kind === "threshold" && draft.direction === "either" ? "above" : draft.direction}
          options={draft.kind === "threshold" ? SIDES : ALL_SIDES}
          onChange={(direction) => onChange({ direction })}
        />
      </div>
      {draft.kind === "threshold" ? <ThresholdFields {...props} /> : <DeviationFields {...props} />}
      <div className="grid grid-cols-2 gap-x-4">
        <NumberInput
          {...props}
          of="forMinutes"
          path="forMinutes"
          label="Holds for"
          note="min"
          help="0 fires at once."
        />
        <NumberInput
          {...props}
          of="clearForMinutes"
          path="clearForMinutes"
          label="Clear for"
          note="min"
          help="Before it closes."
        />
      </div>
      {isShare && (
        <NumberInput
          {...props}
          of="attemptsMin"
          path="attemptsMin"
          label="No share of fewer than"
          note="attestations"
          help="Fewer in the window are no data: one rejection at night is no 100 %."
        />
      )}
      <div className="mb-2">
        <span className="mb-1 block font-medium">Without data</span>
        <Segmented
          label="Without data"
          value={draft.noData}
          options={NO_DATA}
          onChange={(noData) => onChange({ noData })}
        />
      </div>
    </>
  );
}

function ThresholdFields(props: EditorProps) {
  const note = UNITS[ALERT_METRICS[props.draft.metric].unit];
  return (
    <div className="grid grid-cols-2 gap-x-4">
      <NumberInput {...props} of="value" path="condition.value" label="Fires at" note={note} />
      <NumberInput
        {...props}
        of="clearValue"
        path="condition.clearValue"
        label="Clears at"
        note={note}
        help="Empty: the same value."
      />
    </div>
  );
}

function DeviationFields(props: EditorProps) {
  const note = UNITS[ALERT_METRICS[props.draft.metric].unit];
  return (
    <>
      <p className="mb-3 text-ink2">
        The usual is the median of the same hour of the week (UTC); one deviation is 1.4826 × the median distance from
        it, and never less than counting alone scatters.
      </p>
      <div className="grid grid-cols-2 gap-x-4">
        <NumberInput
          {...props}
          of="deviations"
          path="condition.deviations"
          label="Deviations"
          help="4 is rarely chance."
        />
        <NumberInput
          {...props}
          of="clearDeviations"
          path="condition.clearDeviations"
          label="Clears at"
          note="deviations"
          help="Empty: the same."
        />
        <NumberInput
          {...props}
          of="weeks"
          path="condition.weeks"
          label="Weeks back"
          help="Half of them must be there."
        />
        <NumberInput
          {...props}
          of="differenceMin"
          path="condition.differenceMin"
          label="And at least"
          note={note === "%" ? "points" : note}
          help="Away from the usual."
        />
      </div>
    </>
  );
}

function NumberInput({
  draft,
  onChange,
  fields,
  of,
  path,
  label,
  note,
  help,
}: EditorProps & { of: NumberField; path: string; label: string; note?: string; help?: string }) {
  return (
    <Field
      id={`rule-${of}`}
      label={label}
      {...(note === undefined || note === "" ? {} : { note })}
      {...(help === undefined ? {} : { help })}
      error={fields[`definition.${path}`]}
    >
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          autoComplete="off"
          value={draft[of]}
          onChange={(event) => onChange({ [of]: event.target.value })}
        />
      )}
    </Field>
  );
}
