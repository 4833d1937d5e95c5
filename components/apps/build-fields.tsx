import type { ReactNode } from "react";
import type { Platform } from "@/lib/contract/evidence";
import { Field, TextArea, TextInput } from "../ui/field";

/** What a form about a build holds, as it was typed. */
export interface BuildDraft {
  readonly versionName: string;
  readonly versionCode: string;
  readonly signerDigests: string;
  /** iOS only. */
  readonly teamId: string;
}

export const EMPTY_BUILD: BuildDraft = { versionName: "", versionCode: "", signerDigests: "", teamId: "" };

/** The draft as the API takes it, with what phones of the platform prove; a version code that is no number goes out as it is, for the API to say so. */
export function buildOf(draft: BuildDraft, platform: Platform, expiresAt: string | null) {
  const digests = draft.signerDigests.split(/[\s,;]+/).filter((digest) => digest !== "");
  return {
    versionName: draft.versionName,
    versionCode: draft.versionCode.trim() === "" ? Number.NaN : Number(draft.versionCode),
    signerDigests: platform === "ios" ? [] : digests,
    teamId: platform === "ios" ? draft.teamId.trim() : null,
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
  platform,
  draft,
  fields,
  onChange,
  children,
}: {
  prefix: string;
  platform: Platform;
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
      {platform === "ios" ? (
        <TeamField prefix={prefix} draft={draft} error={fields.teamId} onChange={onChange} />
      ) : (
        <SignersField prefix={prefix} draft={draft} error={listError(fields, "signerDigests")} onChange={onChange} />
      )}
      {children}
    </>
  );
}

interface OneField {
  readonly prefix: string;
  readonly draft: BuildDraft;
  readonly error: string | undefined;
  readonly onChange: (draft: BuildDraft) => void;
}

function TeamField({ prefix, draft, error, onChange }: OneField) {
  return (
    <Field
      id={`${prefix}-team`}
      label="Team id"
      help="Ten letters and digits, as the Apple Developer account shows it. App Attest proves it with the bundle id."
      error={error}
    >
      {(control) => (
        <TextInput
          {...control}
          mono
          autoComplete="off"
          spellCheck={false}
          value={draft.teamId}
          onChange={(event) => onChange({ ...draft, teamId: event.target.value })}
        />
      )}
    </Field>
  );
}

function SignersField({ prefix, draft, error, onChange }: OneField) {
  return (
    <Field
      id={`${prefix}-digests`}
      label="Signing certificates"
      note="SHA-256, one a line"
      help="Hex, with or without colons, as keytool -printcert and the Play console show it."
      error={error}
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
  );
}
