"use client";
import { useState } from "react";
import type { EvidenceFormat, Platform } from "@/lib/contract/evidence";
import type { AppraisalPolicy, EvidenceRules as Rules } from "@/lib/contract/policy";
import { Checkbox, Field, Select, TextArea, TextInput } from "../ui/field";
import { Alert } from "../ui/states";
import { Switch } from "../ui/switch";
import { formatsOn, levelsOn } from "./applicable";
import { FORMAT_WORDS, LEVEL_WORDS } from "./words";

/** Messages of the parser that are shown beside their fields here. */
export const EVIDENCE_FIELDS = [
  "formats",
  "hardwareFromOsVersion",
  "remoteProvisioningFromOsVersion",
  "allowedBootKeys",
  "minimumVendorPatchLevel",
  "minimumBootPatchLevel",
].map((name) => `evidence.${name}`);

interface Props {
  readonly platform: Platform;
  readonly draft: AppraisalPolicy;
  readonly fields: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<AppraisalPolicy>) => void;
}

interface OwnProps extends Omit<Props, "draft" | "onChange"> {
  readonly rules: Rules;
  readonly set: (change: Partial<Rules>) => void;
}

/** What a policy asks of the platform evidence that an instance enrolled with. */
export function EvidenceRules({ draft, onChange, ...rest }: Props) {
  const rules = draft.evidence;
  const props: OwnProps = { ...rest, rules, set: (change) => onChange({ evidence: { ...rules, ...change } }) };
  return (
    <>
      <Formats {...props} />
      <KeyPlace {...props} />
      {props.platform === "android" ? <AndroidRules {...props} /> : <AppleRules {...props} />}
    </>
  );
}

function Formats({ platform, rules, fields, set }: OwnProps) {
  const own = formatsOn(platform);
  const toggle = (format: EvidenceFormat, accepted: boolean) => {
    const next = accepted ? [...rules.formats, format] : rules.formats.filter((one) => one !== format);
    // With none of the platform's own left nothing could pass: none at all is what the parser refuses in words.
    set({ formats: next.some((one) => own.includes(one)) ? next : [] });
  };
  return (
    <fieldset className="mb-5">
      <legend className="mb-1 font-medium">Evidence that enrols an instance</legend>
      {own.map((format) => (
        <Checkbox
          key={format}
          label={
            <>
              {FORMAT_WORDS[format].title}
              <span className="block text-ink2">{FORMAT_WORDS[format].meaning}</span>
            </>
          }
          checked={rules.formats.includes(format)}
          onChange={(event) => toggle(format, event.target.checked)}
        />
      ))}
      {fields["policy.evidence.formats"] !== undefined && <Alert>{fields["policy.evidence.formats"]}</Alert>}
    </fieldset>
  );
}

function KeyPlace({ platform, rules, fields, set }: OwnProps) {
  // A policy written through the API may name a level of the other platform: it stays visible.
  const levels = [...new Set([...levelsOn(platform), rules.minimumSecurityLevel])];
  return (
    <div className="grid gap-x-4 phone:grid-cols-2">
      <Field id="level" label="The instance key lives in" help="or in something stronger">
        {(control) => (
          <Select
            {...control}
            value={rules.minimumSecurityLevel}
            onChange={(event) => {
              const level = levels.find((one) => one === event.target.value);
              if (level) set({ minimumSecurityLevel: level });
            }}
          >
            {levels.map((level) => (
              <option key={level} value={level}>
                {LEVEL_WORDS[level]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <VersionField
        id="hardware-from"
        label="In hardware from"
        help={`${platform === "ios" ? "iOS 17.4" : "Android 12"} and up: software keys are rejected`}
        name="hardwareFromOsVersion"
        value={rules.hardwareFromOsVersion}
        fields={fields}
        onValue={(hardwareFromOsVersion) => set({ hardwareFromOsVersion })}
      />
    </div>
  );
}

function AndroidRules({ rules, fields, set }: OwnProps) {
  return (
    <>
      <div className="grid gap-x-4 phone:grid-cols-2">
        <VersionField
          id="remote-from"
          label="Remote provisioning from"
          help="such as 13: leaked factory keys are refused"
          name="remoteProvisioningFromOsVersion"
          value={rules.remoteProvisioningFromOsVersion}
          fields={fields}
          onValue={(remoteProvisioningFromOsVersion) => set({ remoteProvisioningFromOsVersion })}
        />
        <VersionField
          id="vendor-patch"
          label="Oldest vendor patch"
          help="such as 2025-11, as the hardware says"
          name="minimumVendorPatchLevel"
          value={rules.minimumVendorPatchLevel}
          fields={fields}
          onValue={(minimumVendorPatchLevel) => set({ minimumVendorPatchLevel })}
        />
        <VersionField
          id="boot-patch"
          label="Oldest boot patch"
          help="such as 2025-11, as the hardware says"
          name="minimumBootPatchLevel"
          value={rules.minimumBootPatchLevel}
          fields={fields}
          onValue={(minimumBootPatchLevel) => set({ minimumBootPatchLevel })}
        />
      </div>
      <BootKeys rules={rules} fields={fields} set={set} />
      <Switch
        checked={rules.requireStrongIntegrity}
        onChange={(requireStrongIntegrity) => set({ requireStrongIntegrity })}
        label="Play Integrity verdict"
        on="strong integrity"
        off="device integrity"
      />
      <p className="mt-1 mb-5 text-ink3">Strong integrity asks for a recent patch too, and locks older phones out.</p>
    </>
  );
}

function AppleRules({ rules, set }: OwnProps) {
  return (
    <div className="mb-5">
      <Switch
        checked={rules.appAttestEnvironment === "development"}
        onChange={(on) => set({ appAttestEnvironment: on ? "development" : "production" })}
        label="App Attest environment"
        on="development"
        off="production"
      />
      <p className="mt-1 text-ink3">
        Development accepts builds from Xcode only. Production is TestFlight and the App Store.
      </p>
    </div>
  );
}

/** What is typed stays as it is until it reads as keys: a list that was cut to its valid lines would lose a typo. */
function BootKeys({ rules, fields, set }: Pick<OwnProps, "rules" | "fields" | "set">) {
  const [text, setText] = useState(rules.allowedBootKeys.join("\n"));
  const parse = (typed: string) =>
    typed
      .split(/[\s,]+/)
      .map((line) => line.replaceAll(":", "").toLowerCase())
      .filter((line) => line !== "");
  const shown = parse(text).join() === rules.allowedBootKeys.join() ? text : rules.allowedBootKeys.join("\n");
  const error = Object.entries(fields).find(([name]) => name.startsWith("policy.evidence.allowedBootKeys"))?.[1];
  return (
    <Field
      id="boot-keys"
      label="Accepted boot keys"
      note="none if empty"
      help="of systems other than the vendor’s, such as GrapheneOS: the verified boot key, 64 hex digits, one a line"
      error={error}
    >
      {(control) => (
        <TextArea
          {...control}
          mono
          rows={3}
          spellCheck={false}
          value={shown}
          onChange={(event) => {
            setText(event.target.value);
            set({ allowedBootKeys: parse(event.target.value) });
          }}
        />
      )}
    </Field>
  );
}

interface VersionFieldProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly name: keyof Rules;
  readonly value: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly onValue: (value: string | null) => void;
}

function VersionField({ id, label, help, name, value, fields, onValue }: VersionFieldProps) {
  return (
    <Field id={id} label={label} note="any if empty" help={help} error={fields[`policy.evidence.${name}`]}>
      {(control) => (
        <TextInput
          {...control}
          autoComplete="off"
          value={value ?? ""}
          onChange={(event) => onValue(event.target.value.trim() === "" ? null : event.target.value.trim())}
        />
      )}
    </Field>
  );
}
