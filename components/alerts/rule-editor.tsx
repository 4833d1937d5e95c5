"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { filterToQuery } from "@/lib/contract/filter";
import { FilterChips } from "../filter/filter-bar";
import { OwnFilter } from "../filter/use-filter";
import { fieldsOf, Problem } from "../forms/problem";
import { alertChannelsQuery } from "../queries/alerts";
import { Button } from "../ui/button";
import { Checkbox, Field, TextInput } from "../ui/field";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Switch } from "../ui/switch";
import { ConditionFields } from "./condition-fields";
import { MetricFields } from "./metric-fields";
import type { RuleDraft } from "./rule-draft";
import { RulePreview } from "./rule-preview";
import { CHANNEL_WORDS } from "./words";

const SEVERITY_OPTIONS = [
  { value: "warning", label: "warning" },
  { value: "critical", label: "critical" },
] as const;

export interface EditorProps {
  readonly draft: RuleDraft;
  readonly onChange: (change: Partial<RuleDraft>) => void;
  /** The server's messages by field. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The form of a rule beside what it would have done. `act` names the result; `foot` stands beside the button. */
export function RuleEditor({
  start,
  act,
  error,
  pending,
  disabled = false,
  foot,
  onSubmit,
}: {
  start: RuleDraft;
  act: string;
  error: Error | null;
  pending: boolean;
  disabled?: boolean;
  foot?: ReactNode;
  onSubmit: (draft: RuleDraft) => void;
}) {
  const [draft, setDraft] = useState(start);
  const fields = fieldsOf(error);
  const onChange = (change: Partial<RuleDraft>) => setDraft((current) => ({ ...current, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending) onSubmit(draft);
  };
  const editor = { draft, onChange, fields };
  return (
    <form onSubmit={submit} noValidate>
      <fieldset disabled={disabled} className="contents">
        <div className="grid-page gap-y-8!">
          <div className="grid min-w-0 content-start gap-y-6 wide:col-span-5!">
            <Section title="What to watch">
              <Field id="rule-name" label="Name" help="Stands in every notification." error={fields.name}>
                {(control) => (
                  <TextInput
                    {...control}
                    autoComplete="off"
                    maxLength={100}
                    value={draft.name}
                    onChange={(event) => onChange({ name: event.target.value })}
                  />
                )}
              </Field>
              <MetricFields {...editor} />
              <FilterField {...editor} />
            </Section>
            <Section title="When it fires">
              <ConditionFields {...editor} />
            </Section>
            <Section title="Who is told" unit="once when it fires, once when it closes">
              <div className="mb-5">
                <span className="mb-1 block font-medium">Severity</span>
                <Segmented
                  label="Severity"
                  value={draft.severity}
                  options={SEVERITY_OPTIONS}
                  onChange={(severity) => onChange({ severity })}
                />
              </div>
              <ChannelField {...editor} />
            </Section>
          </div>
          <div className="min-w-0 wide:col-span-7!">
            <div className="wide:sticky wide:top-6">
              <RulePreview draft={draft} />
              <div className="mt-5 grid gap-3">
                <Problem error={error} fields={Object.keys(fields)} />
                <div className="flex flex-wrap items-center gap-3">
                  <Button type="submit" kind="primary" disabled={pending || disabled || draft.name.trim() === ""}>
                    {act}
                  </Button>
                  {foot}
                </div>
              </div>
            </div>
          </div>
        </div>
      </fieldset>
    </form>
  );
}

/** The filter of the rule, by the chips of every page. */
function FilterField({ draft, onChange, fields }: EditorProps) {
  const own = useMemo(
    () => ({
      filter: draft.filter,
      query: filterToQuery(draft.filter).toString(),
      setFilter: (filter: RuleDraft["filter"]) => onChange({ filter }),
    }),
    [draft.filter, onChange],
  );
  return (
    <div className="mb-5">
      <span className="mb-1 block font-medium">Of which attestations</span>
      <OwnFilter value={own}>
        <div className="flex flex-wrap items-center gap-2">
          <FilterChips />
          <Switch
            checked={draft.filter.test}
            onChange={(test) => onChange({ filter: { ...draft.filter, test } })}
            label="Test traffic"
            on="counts"
            off="left out"
            tone="warn"
          />
        </div>
      </OwnFilter>
      {fields["definition.filter"] !== undefined && <p className="mt-1 text-crit">{fields["definition.filter"]}</p>}
    </div>
  );
}

function ChannelField({ draft, onChange, fields }: EditorProps) {
  const { data: channels } = useQuery(alertChannelsQuery);
  const takers = channels?.filter(({ kind }) => kind !== "events");
  const toggle = (id: number, on: boolean) =>
    onChange({ channels: on ? [...draft.channels, id] : draft.channels.filter((one) => one !== id) });
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Channels</legend>
      {takers?.map(({ id, name, kind, target, enabled }) => (
        <Checkbox
          key={id}
          checked={draft.channels.includes(id)}
          onChange={(event) => toggle(id, event.target.checked)}
          label={
            <>
              {name}{" "}
              <span className="text-ink3">
                {CHANNEL_WORDS[kind].title}, {target}
                {!enabled && ", switched off"}
              </span>
            </>
          }
        />
      ))}
      {takers?.length === 0 && (
        <p className="text-ink2">There is no channel yet. Without one the alert shows here and on the overview only.</p>
      )}
      {fields.channels !== undefined && <p className="mt-1 text-crit">{fields.channels}</p>}
    </fieldset>
  );
}
