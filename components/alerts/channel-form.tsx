"use client";
import { type FormEvent, useState } from "react";
import type { CreateAlertChannel } from "@/lib/contract/admin/alert-channels";
import { CHANNEL_KINDS, type ChannelKind } from "@/lib/contract/alerts";
import { fieldsOf, Problem } from "../forms/problem";
import { ShownOnce } from "../forms/shown-once";
import { useCreateChannel } from "../queries/alerts";
import { Button } from "../ui/button";
import { Field, RadioChoice, TextInput } from "../ui/field";
import { Segmented } from "../ui/segmented";
import { CHANNEL_WORDS } from "./words";

const SECURITY = [
  { value: "starttls", label: "STARTTLS" },
  { value: "tls", label: "TLS" },
  { value: "none", label: "none" },
] as const;
const START = [
  { value: "now", label: "from now on" },
  { value: "beginning", label: "all that is kept" },
] as const;

interface Draft {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly url: string;
  readonly filter: string;
  readonly start: (typeof START)[number]["value"];
  readonly host: string;
  readonly port: string;
  readonly security: (typeof SECURITY)[number]["value"];
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly to: string;
}

const EMPTY: Draft = {
  kind: "webhook",
  name: "",
  url: "",
  filter: "",
  start: "now",
  host: "",
  port: "587",
  security: "starttls",
  user: "",
  password: "",
  from: "",
  to: "",
};

function bodyOf(draft: Draft): CreateAlertChannel {
  const { kind, name, url, filter, start, host, security, user, password, from } = draft;
  if (kind === "events") return { name, settings: { kind, url, filter, start } };
  if (kind !== "email") return { name, settings: { kind, url } };
  const to = draft.to.split(/[\s,;]+/).filter((address) => address !== "");
  return { name, settings: { kind, host, port: Number(draft.port), security, user, password, from, to } };
}

/** Adds a channel; what is typed here is sealed and never shown again. `onCreated` gets its row id. */
export function ChannelForm({ onCreated }: { onCreated: (id: number) => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const create = useCreateChannel();
  const fields = fieldsOf(create.error);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(bodyOf(draft), {
      onSuccess: ({ channel }) => {
        setDraft({ ...EMPTY, kind: draft.kind });
        onCreated(channel.id);
      },
    });
  };
  if (create.data?.signingSecret) {
    return (
      <>
        <ShownOnce values={[{ label: "Signing secret", value: create.data.signingSecret }]}>
          <b>Copy the secret now; it is not shown again.</b> The receiver checks the signature of every message with it.
        </ShownOnce>
        <Button className="mt-4" onClick={create.reset}>
          It is stored
        </Button>
      </>
    );
  }
  const text = (field: keyof Draft, label: string, more: { help?: string; type?: string; mono?: boolean } = {}) => (
    <Field
      id={`channel-${field}`}
      label={label}
      {...(more.help === undefined ? {} : { help: more.help })}
      error={fields[`settings.${field}`] ?? (field === "name" ? fields.name : undefined) ?? listError(fields, field)}
    >
      {(control) => (
        <TextInput
          {...control}
          type={more.type ?? "text"}
          mono={more.mono ?? false}
          autoComplete={more.type === "password" ? "new-password" : "off"}
          value={draft[field]}
          onChange={(event) => change({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form onSubmit={submit} noValidate>
      <fieldset className="mb-4">
        <legend className="mb-1 font-medium">Kind</legend>
        {CHANNEL_KINDS.map((kind) => (
          <RadioChoice
            key={kind}
            title={CHANNEL_WORDS[kind].title}
            name="channel-kind"
            checked={draft.kind === kind}
            onChange={() => change({ kind })}
          >
            {CHANNEL_WORDS[kind].says}
          </RadioChoice>
        ))}
      </fieldset>
      {text("name", "Name")}
      {draft.kind === "email" ? (
        <>
          {text("host", "SMTP server")}
          <div className="mb-5 grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-4">
            <div>
              <span className="mb-1 block font-medium">Encryption</span>
              <Segmented
                label="Encryption"
                value={draft.security}
                options={SECURITY}
                onChange={(security) =>
                  change({ security, port: { tls: "465", starttls: "587", none: "25" }[security] })
                }
              />
            </div>
            {text("port", "Port")}
          </div>
          {text("user", "User name", { help: "Empty where the server asks for none." })}
          {text("password", "Password", { type: "password" })}
          {text("from", "From")}
          {text("to", "To", { help: "Several, divided by commas." })}
        </>
      ) : (
        text("url", "URL", {
          mono: true,
          type: "password",
          help: "https; only its host is shown afterwards. Private addresses take ATTESTRY_PRIVATE_RECEIVERS.",
        })
      )}
      {draft.kind === "events" && (
        <>
          {text("filter", "Filter", {
            mono: true,
            help: "As in the console's address, such as outcome=fail. Empty: all.",
          })}
          <div className="mb-5">
            <span className="mb-1 block font-medium">Start</span>
            <Segmented label="Start" value={draft.start} options={START} onChange={(start) => change({ start })} />
          </div>
        </>
      )}
      <Problem
        error={create.error}
        fields={["name", ...Object.keys(fields).filter((name) => name.startsWith("settings."))]}
      />
      <Button type="submit" kind="primary" disabled={create.isPending || draft.name.trim() === ""}>
        Add {draft.name.trim() || "it"}
      </Button>
    </form>
  );
}

/** The message of one entry of a list, such as the second address. */
function listError(fields: Readonly<Record<string, string>>, field: string): string | undefined {
  return Object.entries(fields).find(([name]) => name.startsWith(`settings.${field}.`))?.[1];
}
