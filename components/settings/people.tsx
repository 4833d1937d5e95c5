"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Person } from "@/lib/contract/admin/people";
import { useMay, useMe } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { ROLE_OPTIONS, ROLE_WORDS, roleOf } from "../account/roles";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { peopleQuery, usePasswordMaker, useUpdatePerson } from "../queries/people";
import { LinkButton } from "../ui/button";
import { Tag } from "../ui/chip";
import { ConfirmDialog } from "../ui/dialog";
import { Select } from "../ui/field";
import { RowActions } from "../ui/row-actions";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { AddPerson } from "./add-person";
import { NewPassword } from "./new-password";

/** Everybody who may sign in, with role and state. */
export function People() {
  const may = useMay("people:write");
  const { data: people, error, refetch } = useQuery(peopleQuery);
  const update = useUpdatePerson();
  const reset = usePasswordMaker();
  const [disabling, setDisabling] = useState<Person | null>(null);
  const [resetting, setResetting] = useState<Person | null>(null);
  return (
    <div className="grid-page">
      <Section
        title="People"
        unit="a role says what each may change; everybody reads everything"
        className="wide:col-span-8"
      >
        {!people && !error && <Loading height={200} what="Reading the people" />}
        {!people && error && <Failure error={error} onRetry={() => void refetch()} />}
        {people && (
          <Table label="People">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col" className="max-phone:hidden">
                  Last seen
                </th>
                {may && (
                  <th scope="col">
                    <span className="sr-only">Change</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  busy={update.isPending}
                  {...(may
                    ? {
                        acts: {
                          onRole: (role) => update.mutate({ id: person.id, role: roleOf(role) }),
                          onEnable: () => update.mutate({ id: person.id, disabled: false }),
                          onDisable: () => setDisabling(person),
                          onPassword: () => setResetting(person),
                        },
                      }
                    : {})}
                />
              ))}
            </tbody>
          </Table>
        )}
        <div className="mt-2 grid gap-2">
          <Problem error={update.error} />
          {update.isSuccess && <Done>{changedWords(update.data)}</Done>}
        </div>
      </Section>
      <Section title="Add somebody" className="wide:col-span-4">
        {may ? <AddPerson /> : <NeedsRole permission="people:write" to="add or change people" />}
      </Section>
      {disabling && (
        <ConfirmDialog
          open
          onOpenChange={() => setDisabling(null)}
          title={`Shut ${disabling.name} out?`}
          impact={
            <>
              <b>{disabling.email} is signed out everywhere at once</b> and can’t sign in. What they did stays in the
              audit. API keys that they made go on.
            </>
          }
          name={disabling.email}
          act="Shut them out"
          keep="Keep them"
          pending={update.isPending}
          onConfirm={() => update.mutate({ id: disabling.id, disabled: true }, { onSettled: () => setDisabling(null) })}
        />
      )}
      {resetting && <NewPassword person={resetting} maker={reset} onClose={() => setResetting(null)} />}
    </div>
  );
}

function changedWords({ name, role, disabledAt }: Person): string {
  if (disabledAt !== null) return `${name} is shut out.`;
  return `${name} is ${ROLE_WORDS[role].title.toLowerCase()}: ${ROLE_WORDS[role].may}.`;
}

interface Acts {
  readonly onRole: (role: string) => void;
  readonly onEnable: () => void;
  readonly onDisable: () => void;
  readonly onPassword: () => void;
}

function PersonRow({ person, busy, acts }: { person: Person; busy: boolean; acts?: Acts }) {
  const me = useMe();
  const own = person.email === me.name;
  const out = person.disabledAt !== null;
  return (
    <tr className={out ? "[&_td]:text-ink3!" : undefined}>
      <td>
        <span className="font-semibold">{person.name}</span> {own && <Tag>you</Tag>} {out && <Tag>shut out</Tag>}
        {person.email !== person.name && <span className="block break-all text-ink3 text-note">{person.email}</span>}
      </td>
      <td>
        {acts && !own && !out ? (
          <Select
            aria-label={`Role of ${person.name}`}
            value={person.role}
            disabled={busy}
            onChange={(event) => acts.onRole(event.target.value)}
            className="min-h-7 w-auto py-0.5"
          >
            {ROLE_OPTIONS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        ) : (
          ROLE_WORDS[person.role].title
        )}
      </td>
      <td className="max-phone:hidden">{person.lastSeenAt === null ? "never" : <Time at={person.lastSeenAt} />}</td>
      {acts && (
        <td className="num">
          {!own && (
            <RowActions>
              {!out && <LinkButton onClick={acts.onPassword}>New password</LinkButton>}
              {out ? (
                <LinkButton disabled={busy} onClick={acts.onEnable}>
                  Let in again
                </LinkButton>
              ) : (
                <LinkButton className="text-crit" onClick={acts.onDisable}>
                  Shut out
                </LinkButton>
              )}
            </RowActions>
          )}
        </td>
      )}
    </tr>
  );
}
