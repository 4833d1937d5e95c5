"use client";
import { Checkbox, Field, TextInput } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { HEADER_PRESETS, type HeaderPreset, presetOf, type TokenDraft } from "./token-draft";

const PRESET_OPTIONS = [
  ...HEADER_PRESETS.map(({ value, label }) => ({ value, label })),
  { value: "own", label: "Own" },
];

/** Fields that the form shows a message beside, so that it is not said twice. */
export const TOKEN_FIELDS = ["ttlSeconds", "headerName", "headerPrefix", "issuer"].map(
  (name) => `tokenSettings.${name}`,
);

/** How tokens of one API look: lifetime, header, claims. */
export function TokenFields({
  draft,
  fields,
  onChange,
  disabled = false,
}: {
  draft: TokenDraft;
  fields: Readonly<Record<string, string>>;
  onChange: (draft: TokenDraft) => void;
  disabled?: boolean;
}) {
  const preset = presetOf(draft);
  const choose = (value: string) => {
    const chosen = HEADER_PRESETS.find((one) => one.value === value);
    onChange({ ...draft, headerName: chosen?.headerName ?? "", headerPrefix: chosen?.headerPrefix ?? "" });
  };
  return (
    <fieldset disabled={disabled} className="min-w-0">
      <legend className="sr-only">Tokens</legend>
      <Field
        id="ttl"
        label="Lifetime"
        note="seconds, 30 to 86,400"
        help="How long a stolen token would be of use; 300 is 5 min."
        error={fields["tokenSettings.ttlSeconds"]}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={draft.ttl}
            onChange={(event) => onChange({ ...draft, ttl: event.target.value })}
          />
        )}
      </Field>
      <div className="mb-5">
        <span className="mb-1 block font-medium">Header</span>
        <Segmented<HeaderPreset | string>
          label="Header preset"
          value={preset}
          options={PRESET_OPTIONS}
          onChange={choose}
          disabled={disabled}
          className="h-auto max-w-full flex-wrap [&>*]:h-8"
        />
        <div className="mt-2 grid gap-x-4 phone:grid-cols-2">
          <Field id="header-name" label="Name" error={fields["tokenSettings.headerName"]} className="mb-0">
            {(control) => (
              <TextInput
                {...control}
                mono
                autoComplete="off"
                spellCheck={false}
                value={draft.headerName}
                onChange={(event) => onChange({ ...draft, headerName: event.target.value })}
              />
            )}
          </Field>
          <Field
            id="header-prefix"
            label="Prefix"
            note="optional"
            error={fields["tokenSettings.headerPrefix"]}
            className="mb-0"
          >
            {(control) => (
              <TextInput
                {...control}
                mono
                autoComplete="off"
                spellCheck={false}
                value={draft.headerPrefix}
                onChange={(event) => onChange({ ...draft, headerPrefix: event.target.value })}
              />
            )}
          </Field>
        </div>
      </div>
      <Claims draft={draft} fields={fields} onChange={onChange} />
    </fieldset>
  );
}

const CLAIMS = [
  { name: "arc", label: "arc, the attestation response code: finds the decision here" },
  { name: "subject", label: "sub, the instance" },
  { name: "audience", label: "aud, this domain" },
  { name: "issuedAt", label: "iat, when it was issued" },
] as const;

function Claims({
  draft,
  fields,
  onChange,
}: {
  draft: TokenDraft;
  fields: Readonly<Record<string, string>>;
  onChange: (draft: TokenDraft) => void;
}) {
  return (
    <>
      <fieldset className="mb-4">
        <legend className="mb-1 font-medium">Claims besides exp</legend>
        {CLAIMS.map(({ name, label }) => (
          <Checkbox
            key={name}
            label={label}
            checked={draft[name]}
            onChange={(event) => onChange({ ...draft, [name]: event.target.checked })}
          />
        ))}
      </fieldset>
      <Field
        id="issuer"
        label="iss"
        note="optional"
        help="Only where a backend asks for an issuer."
        error={fields["tokenSettings.issuer"]}
      >
        {(control) => (
          <TextInput
            {...control}
            mono
            autoComplete="off"
            spellCheck={false}
            value={draft.issuer}
            onChange={(event) => onChange({ ...draft, issuer: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
