"use client";
import type { Platform } from "@/lib/contract/evidence";
import { type AppraisalPolicy, actionOn, DEVELOPMENT_SCOPES } from "@/lib/contract/policy";
import type { Signal } from "@/lib/contract/signals";
import { Checkbox, Field, RadioChoice, Select, TextInput } from "../ui/field";
import { Section } from "../ui/section";
import { Switch } from "../ui/switch";
import { signalsOn } from "./applicable";
import { EVIDENCE_FIELDS, EvidenceRules } from "./evidence-rules";
import { BUILD_WORDS, DEVELOPMENT_WORDS } from "./words";

/** Messages of the parser that are shown beside their fields here. */
export const REQUIREMENT_FIELDS = [
  "minimumAppVersion",
  "minimumOsVersion",
  "minimumPatchLevel",
  ...EVIDENCE_FIELDS,
].map((name) => `policy.${name}`);

interface Props {
  readonly platform: Platform;
  readonly draft: AppraisalPolicy;
  readonly fields: Readonly<Record<string, string>>;
  readonly disabled: boolean;
  readonly onChange: (change: Partial<AppraisalPolicy>) => void;
}

/** What a policy asks for besides its signals: versions, builds, evidence, and what a refused app is told. */
export function Requirements(props: Props) {
  const { draft, disabled, onChange } = props;
  return (
    <Section title="Required" unit="for any instance to pass">
      <fieldset disabled={disabled} className="min-w-0">
        <legend className="sr-only">Required</legend>
        <Minimums {...props} />
        <fieldset className="mb-5">
          <legend className="mb-1 font-medium">Builds</legend>
          <RadioChoice
            title="Any version by a registered signer"
            name="builds"
            checked={draft.builds === "signer"}
            onChange={() => onChange({ builds: "signer" })}
          >
            updates pass before they are registered
          </RadioChoice>
          <RadioChoice
            title={`${BUILD_WORDS.exact.charAt(0).toUpperCase()}${BUILD_WORDS.exact.slice(1)}`}
            name="builds"
            checked={draft.builds === "exact"}
            onChange={() => onChange({ builds: "exact" })}
          >
            version, version code and signer of one of them
          </RadioChoice>
        </fieldset>
        <EvidenceRules {...props} />
        <Switch
          checked={draft.tellReasons}
          onChange={(tellReasons) => onChange({ tellReasons })}
          label="A refused app is told"
          on="the reasons"
          off="the ARC only"
        />
        <p className="mt-1 mb-5 text-ink3">The reasons help your support, and whoever attacks the app.</p>
        <TokenAnnotations {...props} />
        <DevelopmentCredentials {...props} />
      </fieldset>
    </Section>
  );
}

function Minimums({ platform, draft, fields, onChange }: Props) {
  const text = (value: string) => (value.trim() === "" ? null : value.trim());
  return (
    <div className="grid gap-x-4 phone:grid-cols-2">
      <Field
        id="minimum-app"
        label="Oldest app version"
        note="any if empty"
        help="such as 7.14.0"
        error={fields["policy.minimumAppVersion"]}
      >
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={draft.minimumAppVersion ?? ""}
            onChange={(event) => onChange({ minimumAppVersion: text(event.target.value) })}
          />
        )}
      </Field>
      <Field
        id="minimum-os"
        label="Oldest system version"
        note="any if empty"
        help={platform === "ios" ? "such as 17.4" : "such as 12"}
        error={fields["policy.minimumOsVersion"]}
      >
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={draft.minimumOsVersion ?? ""}
            onChange={(event) => onChange({ minimumOsVersion: text(event.target.value) })}
          />
        )}
      </Field>
      {platform === "android" && (
        <Field
          id="minimum-patch"
          label="Oldest security patch"
          note="any if empty"
          help="such as 2025-11"
          error={fields["policy.minimumPatchLevel"]}
        >
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              value={draft.minimumPatchLevel ?? ""}
              onChange={(event) => onChange({ minimumPatchLevel: text(event.target.value) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

/** Which annotated signals a token carries; an app can read its token. */
function TokenAnnotations({ platform, draft, onChange }: Props) {
  const { tokenAnnotations: told } = draft;
  const listed = told === "all" ? null : told;
  // What is listed and does not apply here stays visible, so that it can be taken off.
  const offered = [...new Set([...signalsOn(platform), ...(listed ?? [])])];
  const list = (signal: Signal, isListed: boolean) =>
    onChange({ tokenAnnotations: offered.filter((one) => (one === signal ? isListed : listed?.includes(one))) });
  return (
    <fieldset>
      <legend className="mb-1 font-medium">The token tells the API, and an app that reads it</legend>
      <RadioChoice
        title="Every annotated signal"
        name="token-annotations"
        checked={listed === null}
        onChange={() => onChange({ tokenAnnotations: "all" })}
      >
        as the claim anno
      </RadioChoice>
      <RadioChoice
        title={listed === null || listed.length > 0 ? "Only chosen ones" : "No signal"}
        name="token-annotations"
        checked={listed !== null}
        onChange={() => onChange({ tokenAnnotations: [] })}
      >
        the others stay in the console
      </RadioChoice>
      {listed !== null && (
        <fieldset className="ml-6.5 grid grid-cols-2">
          <legend className="sr-only">Signals that the token tells</legend>
          {offered.map((signal) => (
            <Checkbox
              key={signal}
              label={actionOn(draft, signal) === "annotate" ? signal : <span className="text-ink3">{signal}</span>}
              checked={listed.includes(signal)}
              onChange={(event) => list(signal, event.target.checked)}
            />
          ))}
        </fieldset>
      )}
    </fieldset>
  );
}

/** Which builds a development credential may speak for. */
function DevelopmentCredentials({ draft, onChange }: Props) {
  return (
    <Field
      id="development"
      label="Development and CI credentials"
      help="a build counts as released when a registered certificate signed it"
      className="mt-5"
    >
      {(control) => (
        <Select
          {...control}
          value={draft.developmentCredentials}
          onChange={(event) => {
            const scope = DEVELOPMENT_SCOPES.find((one) => one === event.target.value);
            if (scope) onChange({ developmentCredentials: scope });
          }}
        >
          {DEVELOPMENT_SCOPES.map((scope) => (
            <option key={scope} value={scope}>
              {DEVELOPMENT_WORDS[scope]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
