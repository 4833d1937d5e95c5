"use client";
import { type FormEvent, useState } from "react";
import type { Platform } from "@/lib/contract/evidence";
import type { AppraisalPolicy } from "@/lib/contract/policy";
import { EXCEPTION_ACTIONS, type PolicyException } from "@/lib/contract/policy-exceptions";
import type { Signal } from "@/lib/contract/signals";
import { Reason } from "../signals/glyphs";
import { Button, LinkButton } from "../ui/button";
import { Field, Select, TextInput } from "../ui/field";
import { Section } from "../ui/section";
import { Segmented } from "../ui/segmented";
import { Alert } from "../ui/states";
import { Table } from "../ui/table";
import { signalsOn } from "./applicable";
import { exceptionSubject, sameException } from "./exception-words";

const ACTIONS = EXCEPTION_ACTIONS.map((value) => ({ value, label: value }));

/** Signals that count for less on some model, app version or SDK version; and a form for another one. */
export function Exceptions({
  platform,
  active,
  draft,
  fields,
  onChange,
}: {
  platform: Platform;
  active: AppraisalPolicy;
  draft: AppraisalPolicy;
  /** The parser's messages by field. */
  fields: Readonly<Record<string, string>>;
  /** Missing for those who may not change it. */
  onChange: ((exceptions: PolicyException[]) => void) | undefined;
}) {
  const [adding, setAdding] = useState(false);
  const { exceptions } = draft;
  const problems = Object.entries(fields).filter(([field]) => field.startsWith("policy.exceptions"));
  const without = (index: number) => exceptions.filter((_, other) => other !== index);
  return (
    <Section
      title="Exceptions"
      unit={exceptions.length === 0 ? "none" : "where a signal counts for less"}
      tools={onChange && !adding && <LinkButton onClick={() => setAdding(true)}>Add an exception</LinkButton>}
    >
      {exceptions.length === 0 && !adding && (
        <p className="text-ink2">
          A detection that is wrong on one model, app version or SDK version is switched off there, and there only.
        </p>
      )}
      {exceptions.length > 0 && (
        <Table label="Exceptions" className="[&_td]:h-[34px]! [&_td]:py-[3px]!">
          <thead>
            <tr>
              <th scope="col">Signal</th>
              <th scope="col">Where</th>
              <th scope="col">Action</th>
              <th scope="col">
                <span className="sr-only">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {exceptions.map((exception, index) => {
              const isNew = !active.exceptions.some((one) => sameException(one, exception));
              const where = exceptionSubject(exception);
              return (
                <tr key={`${exception.signal} ${where}`} data-marked={isNew || undefined}>
                  <td>
                    <Reason reason={exception.signal} />
                    {isNew && <span className="sr-only">, new</span>}
                  </td>
                  <td className="break-words">
                    {where}
                    {exception.note !== "" && <span className="block text-ink3 text-note">{exception.note}</span>}
                  </td>
                  <td className="w-px whitespace-nowrap">
                    <Segmented
                      label={`${exception.signal} on ${where}`}
                      value={exception.action}
                      options={ACTIONS}
                      disabled={onChange === undefined}
                      onChange={(action) =>
                        onChange?.(exceptions.map((one, other) => (other === index ? { ...one, action } : one)))
                      }
                    />
                  </td>
                  <td className="num">
                    {onChange && (
                      <LinkButton onClick={() => onChange(without(index))}>
                        Remove<span className="sr-only"> {`the exception of ${exception.signal} on ${where}`}</span>
                      </LinkButton>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
      {problems.map(([field, message]) => (
        <Alert key={field}>{message}</Alert>
      ))}
      {onChange && adding && (
        <AddException
          signals={signalsOn(platform)}
          onClose={() => setAdding(false)}
          onAdd={(exception) => {
            onChange([...exceptions.filter((one) => !sameException(one, exception)), exception]);
            setAdding(false);
          }}
        />
      )}
    </Section>
  );
}

function AddException({
  signals,
  onAdd,
  onClose,
}: {
  signals: readonly Signal[];
  onAdd: (exception: PolicyException) => void;
  onClose: () => void;
}) {
  const [signal, setSignal] = useState<Signal | undefined>(signals[0]);
  const [model, setModel] = useState("");
  const [appVersion, setAppVersion] = useState("");
  const [sdkVersion, setSdkVersion] = useState("");
  const named = [model, appVersion, sdkVersion].some((text) => text.trim() !== "");
  const text = (value: string) => (value.trim() === "" ? null : value.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (signal === undefined || !named) return;
    const where = { model: text(model), appVersion: text(appVersion), sdkVersion: text(sdkVersion) };
    onAdd({ signal, action: "annotate", ...where, note: "" });
  };
  return (
    <form onSubmit={submit} className="mt-3 grid gap-x-4 phone:grid-cols-2">
      <Field id="exception-signal" label="Signal" help="it is annotated, where it would reject">
        {(control) => (
          <Select
            {...control}
            value={signal}
            onChange={(event) => setSignal(signals.find((one) => one === event.target.value))}
          >
            {signals.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="exception-model" label="Device model" note="any if empty" help="whole, or its beginning: SM-S92*">
        {(control) => (
          <TextInput {...control} autoComplete="off" value={model} onChange={(event) => setModel(event.target.value)} />
        )}
      </Field>
      <Field id="exception-app" label="App version" note="any if empty" help="7.18.0, or 7.18.*">
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={appVersion}
            onChange={(event) => setAppVersion(event.target.value)}
          />
        )}
      </Field>
      <Field id="exception-sdk" label="SDK version" note="any if empty" help="4.2.0, or 4.2.*">
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            value={sdkVersion}
            onChange={(event) => setSdkVersion(event.target.value)}
          />
        )}
      </Field>
      <div className="col-span-full flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={!named}>
          Add to the draft
        </Button>
        <LinkButton onClick={onClose}>Don’t add</LinkButton>
      </div>
    </form>
  );
}
