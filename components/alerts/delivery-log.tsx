"use client";
import { useQuery } from "@tanstack/react-query";
import type { AlertChannel, AlertDelivery, DeliveryAttempt } from "@/lib/contract/admin/alert-channels";
import { deliveriesQuery } from "../queries/alerts";
import { OutcomeGlyph } from "../signals/glyphs";
import { formatDuration, useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { Time } from "../ui/time";

const KINDS = { opened: "fired", closed: "closed", test: "test", events: "events" } as const;

/** The newest messages of a channel with every attempt. */
export function DeliveryLog({ channel }: { channel: AlertChannel }) {
  const { data: deliveries, error, refetch } = useQuery(deliveriesQuery(channel.id));
  return (
    <Section
      title={`Deliveries to ${channel.name}`}
      unit={channel.fingerprint === null ? "newest first" : `newest first; signed with key ${channel.fingerprint}`}
    >
      {!deliveries && !error && <Loading height={120} what="Reading the log" />}
      {!deliveries && error && <Failure error={error} onRetry={() => void refetch()} />}
      {deliveries?.length === 0 && <p className="text-ink2">Nothing was sent yet.</p>}
      {deliveries && deliveries.length > 0 && (
        <Table label={`Deliveries to ${channel.name}`}>
          <thead>
            <tr>
              <th scope="col">Made</th>
              <th scope="col">Message</th>
              <th scope="col">Outcome</th>
              <th scope="col" className="max-phone:hidden">
                Attempts
              </th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </tbody>
        </Table>
      )}
      {channel.cursor !== null && <Footnote>The feed is handed over up to cursor {channel.cursor}.</Footnote>}
    </Section>
  );
}

function DeliveryRow({ delivery }: { delivery: AlertDelivery }) {
  const { kind, summary, state, createdAt, nextAttemptAt, attempts } = delivery;
  return (
    <tr>
      <td className="whitespace-nowrap align-top!">
        <Time at={createdAt} style="recentMillis" />
        <span className="block text-ink3 text-note">{KINDS[kind]}</span>
      </td>
      <td className="max-w-[48ch] align-top!">
        {summary}
        <span className="block break-all font-mono text-ink3 text-note">{delivery.id}</span>
      </td>
      <td className="align-top!">
        <span className="inline-flex items-center gap-2 whitespace-nowrap">
          <OutcomeGlyph outcome={state === "delivered" ? "pass" : state === "failed" ? "fail" : "skip"} />
          {state === "failed" ? "given up" : state}
        </span>
        {nextAttemptAt !== null && attempts.length > 0 && (
          <span className="block text-ink3 text-note">
            again at <Time at={nextAttemptAt} style="recent" />
          </span>
        )}
      </td>
      <td className="align-top! max-phone:hidden">
        <ol>
          {attempts.map((attempt) => (
            <AttemptLine key={attempt.at} attempt={attempt} />
          ))}
        </ol>
      </td>
    </tr>
  );
}

function AttemptLine({ attempt: { at, milliseconds, status, problem } }: { attempt: DeliveryAttempt }) {
  const formats = useFormats();
  return (
    <li className="text-ink2">
      <span className="tabular-nums">{formats.clockMillis(Date.parse(at)).slice(0, 8)}</span>{" "}
      {problem ?? `taken${status === null ? "" : `, ${status}`}`}{" "}
      <span className="text-ink3">{formatDuration(milliseconds / 1000)}</span>
    </li>
  );
}
