import type { ReactNode } from "react";
import { Field, TextArea, TextInput } from "../ui/field";

/** What a form about a build holds, as it was typed. */
export interface BuildDraft {
  readonly versionName: string;
  readonly versionCode: string;
  readonly signerDigests: string;
}

export const EMPTY_BUILD: BuildDraft = { versionName: "", versionCode: "", signerDigests: "" };

/** The draft as the API takes it; a version code that is no number goes out as it is, for the API to say so. */
export function buildOf(draft: BuildDraft, expiresAt: string | null) {
  return {
    versionName: draft.versionName,
    versionCode: draft.versionCode.trim() === "" ? Number.NaN : Number(draft.versionCode),
    signerDigests: draft.signerDigests.split(/[\s,;]+/).filter((digest) => digest !== ""),
    expiresAt,
  };
}

/** The message about one list field, whichever of its entries it names. */
export function listError(fields: Readonly<Record<string, string>>, name: string): string | undefined {
  const entry = Object.entries(fields).find(([path]) => path === name || path.startsWith(`${name}.`));
  if (entry === undefined) return undefined;
  const [path, message] = entry;
  const index = Number(path.slice(name.length + 1));
  return path === name ? message : `Line ${index + 1}: ${message}`;
}

/** Version and signing certificates of a build that is registered by hand. */
export function BuildFields({
  prefix,
  draft,
  fields,
  onChange,
  children,
}: {
  prefix: string;
  draft: BuildDraft;
  fields: Readonly<Record<string, string>>;
  onChange: (draft: BuildDraft) => void;
  children?: ReactNode;
}) {
  return (
    <>
      <div className="grid gap-x-4 phone:grid-cols-2">
        <Field
          id={`${prefix}-version`}
          label="Version"
          help="as users see it, such as 7.18.0"
          error={fields.versionName}
        >
          {(control) => (
            <TextInput
              {...control}
              value={draft.versionName}
              autoComplete="off"
              onChange={(event) => onChange({ ...draft, versionName: event.target.value })}
            />
          )}
        </Field>
        <Field
          id={`${prefix}-code`}
          label="Version code"
          help="Android’s versionCode, or CFBundleVersion"
          error={fields.versionCode}
        >
          {(control) => (
            <TextInput
              {...control}
              value={draft.versionCode}
              inputMode="numeric"
              autoComplete="off"
              onChange={(event) => onChange({ ...draft, versionCode: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field
        id={`${prefix}-digests`}
        label="Signing certificates"
        note="SHA-256, one a line"
        help="Hex, with or without colons, as keytool -printcert and the Play console show it."
        error={listError(fields, "signerDigests")}
      >
        {(control) => (
          <TextArea
            {...control}
            mono
            rows={3}
            spellCheck={false}
            value={draft.signerDigests}
            onChange={(event) => onChange({ ...draft, signerDigests: event.target.value })}
          />
        )}
      </Field>
      {children}
    </>
  );
}
