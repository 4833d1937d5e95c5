"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Retention } from "@/lib/contract/admin/retention";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Done } from "../forms/done";
import { fieldsOf, Problem } from "../forms/problem";
import { retentionQuery, useUpdateRetention } from "../queries/retention";
import { Button, LinkButton } from "../ui/button";
import { formatBytes } from "../ui/bytes";
import { ConfirmDialog } from "../ui/dialog";
import { Field, TextInput } from "../ui/field";
import { useFormats } from "../ui/format";
import { Facts, Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Footnote } from "../ui/table";

const DAY_MS = 86_400_000;

/** For how long single events are kept, what that takes, and what a change would drop. */
export function RetentionSettings() {
  const { data: retention, error, refetch } = useQuery(retentionQuery);
  if (!retention) {
    if (error) return <Failure error={error} onRetry={() => void refetch()} />;
    return <Loading height={240} what="Reading what is kept" />;
  }
  return (
    <div className="grid-page">
      <Stored retention={retention} />
      <Section title="Keep single events for" className="wide:col-span-4!">
        <Change key={retention.days} retention={retention} />
      </Section>
    </div>
  );
}

function Stored({ retention: { stored, days, setDays, environmentDays } }: { retention: Retention }) {
  const formats = useFormats();
  const bytes = stored.reduce((sum, day) => sum + day.bytes, 0);
  const [oldest] = stored;
  return (
    <Section title="What is kept" className="wide:col-span-8!">
      <Facts
        facts={[
          { term: "Single events", value: `${formats.count(days)} days` },
          { term: "Oldest day", value: oldest ? formats.day(Date.parse(oldest.day)) : "none yet" },
          { term: "Days stored", value: formats.count(stored.length) },
          { term: "They take", value: formatBytes(bytes) },
          { term: "Set by", value: setDays === null ? "the environment" : "an admin, here" },
        ]}
      />
      <Footnote>
        Counts by the hour stay for good, so charts go back further than the event list. The environment says{" "}
        {formats.count(environmentDays)} days (ATTESTRY_RETENTION_DAYS).
      </Footnote>
    </Section>
  );
}

function Change({ retention }: { retention: Retention }) {
  const formats = useFormats();
  const may = useMay("settings:write");
  const [typed, setTyped] = useState(String(retention.days));
  const [asking, setAsking] = useState(false);
  const update = useUpdateRetention();
  const days = /^\d+$/.test(typed.trim()) ? Number(typed) : typed;
  const dropped = droppedBy(retention, days);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (dropped.length > 0) setAsking(true);
    else update.mutate(days);
  };
  const bytes = formatBytes(dropped.reduce((sum, day) => sum + day.bytes, 0));
  const lost = dropped.length === 1 ? "one day" : `${formats.count(dropped.length)} days`;
  return (
    <form onSubmit={submit} noValidate>
      <fieldset disabled={!may}>
        <Field id="retention-days" label="Days" help="1 to 3,650." error={fieldsOf(update.error).days}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        {dropped.length > 0 && (
          <p className="mb-3">
            <b>
              Drops {lost}, {bytes}, within an hour
            </b>
            , from the event list, decisions and exports. It can’t be undone.
          </p>
        )}
        <Problem error={update.error} fields={["days"]} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" kind="primary" disabled={!may || update.isPending || days === retention.days}>
            Keep {typeof days === "number" ? formats.count(days) : "so many"} days
          </Button>
          {may && retention.setDays !== null && (
            <LinkButton onClick={() => update.mutate(null)}>Leave it to the environment</LinkButton>
          )}
        </div>
      </fieldset>
      {update.isSuccess && <Done className="mt-3">Events are kept for {formats.count(update.data.days)} days.</Done>}
      <div className="mt-3">
        <NeedsRole permission="settings:write" to="change it" />
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Keep ${typed} days only?`}
        impact={
          <>
            <b>
              {lost} of single events, {bytes}, are dropped within an hour.
            </b>{" "}
            Counts by the hour stay. It can’t be undone.
          </>
        }
        name={`${typed} days`}
        act={`Keep ${typed} days`}
        keep="Keep them all"
        pending={update.isPending}
        onConfirm={() => update.mutate(days, { onSettled: () => setAsking(false) })}
      />
    </form>
  );
}

/** The stored days that lie before today less so many days (UTC); none where that is no number. */
function droppedBy({ stored }: Retention, days: number | string): Retention["stored"] {
  if (typeof days !== "number") return [];
  const oldest = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS).toISOString().slice(0, 10);
  return stored.filter(({ day }) => day < oldest);
}
