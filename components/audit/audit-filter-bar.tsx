"use client";
import { type FormEvent, useState } from "react";
import type { AuditEntry } from "@/lib/contract/admin/audit";
import type { AuditFilter } from "../queries/audit";
import { Button } from "../ui/button";
import { ChipKey, ChipRemove, chipClass } from "../ui/chip";
import { Select, TextInput } from "../ui/field";
import { type Formats, useFormats, useMounted } from "../ui/format";
import { AuditTimes } from "./audit-times";
import { AUDIT_FIELDS, type AuditField } from "./use-audit-filter";

export const AUDIT_TITLES: Readonly<Record<AuditField, string>> = { actor: "Who", action: "What", entity: "On" };

/** What the list is narrowed to, as chips, and a field to narrow it further. `entries` are what it proposes values from. */
export function AuditFilterBar({
  filter,
  entries,
  onChange,
}: {
  filter: AuditFilter;
  entries: readonly AuditEntry[];
  onChange: (change: Partial<AuditFilter>) => void;
}) {
  const [field, setField] = useState<AuditField>("actor");
  const [text, setText] = useState("");
  const formats = useFormats();
  const mounted = useMounted();
  const times = mounted ? timesTitle(formats, filter) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    onChange({ [field]: text.trim() });
    setText("");
  };
  return (
    <form
      onSubmit={submit}
      aria-label="Filters"
      className="sticky top-0 z-10 -mx-4 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-b bg-bg px-4 py-2 phone:-mx-8 phone:px-8 phone:py-2.5"
    >
      <AuditTimes filter={filter} title={times ?? "Any time"} onChange={onChange} />
      {AUDIT_FIELDS.filter((name) => filter[name] !== "").map((name) => (
        <span key={name} className={chipClass()}>
          <ChipKey>{AUDIT_TITLES[name]}</ChipKey>
          <span className="overflow-hidden text-ellipsis">{filter[name]}</span>
          <ChipRemove
            label={`Remove ${AUDIT_TITLES[name]} ${filter[name]}`}
            onRemove={() => onChange({ [name]: "" })}
          />
        </span>
      ))}
      <Select
        aria-label="Narrow by"
        value={field}
        onChange={(event) => setField(AUDIT_FIELDS.find((name) => name === event.target.value) ?? "actor")}
        className="min-h-7 w-auto py-0.5 max-phone:min-h-9"
      >
        {AUDIT_FIELDS.map((name) => (
          <option key={name} value={name}>
            {AUDIT_TITLES[name]}
          </option>
        ))}
      </Select>
      <TextInput
        aria-label={`${AUDIT_TITLES[field]} is exactly`}
        value={text}
        autoComplete="off"
        list="audit-values"
        onChange={(event) => setText(event.target.value)}
        className="min-h-7 w-56 py-0.5 max-phone:min-h-9 max-phone:w-auto max-phone:flex-1"
      />
      <datalist id="audit-values">
        {[...new Set(entries.map((entry) => entry[field]))].map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <Button type="submit" size="small" disabled={text.trim() === ""}>
        Narrow
      </Button>
    </form>
  );
}

/** `since Thu 19 Nov, 10:24`; null where no time narrows the list. */
function timesTitle(formats: Formats, { from, to }: AuditFilter): string | null {
  const moment = (text: string) => formats.moment(Date.parse(text));
  if (from !== "" && to !== "") return `${moment(from)} – ${moment(to)}`;
  if (from !== "") return `since ${moment(from)}`;
  return to === "" ? null : `before ${moment(to)}`;
}
