"use client";
import { useQuery } from "@tanstack/react-query";
import type { EventDetail } from "@/lib/contract/events";
import { shortInstance } from "../attestations/event-table";
import { osTitle, useValueTitle } from "../filter/labels";
import { PageHeader } from "../frame/page-header";
import { eventQuery } from "../queries/events";
import { ApiError } from "../queries/fetcher";
import { OutcomeGlyph } from "../signals/glyphs";
import { Button, linkClass } from "../ui/button";
import { Tag } from "../ui/chip";
import { CopyButton } from "../ui/copy-button";
import { useMounted } from "../ui/format";
import { Link } from "../ui/link";
import { Facts, Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { ChecksTable } from "./checks-table";
import { EnrolmentEvidence } from "./enrolment-evidence";
import { Alike, Claims, SdkDetails, ToPass } from "./side-panels";
import { checkCounts, verdictSentences, verdictTitle } from "./verdict-words";

/** One attempt and why it ended as it did. `id` is an event id or an ARC. */
export function Decision({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(eventQuery(id));
  return (
    <>
      <PageHeader
        title={<span className="font-medium font-mono text-[18px]">{data?.arc ?? id}</span>}
        parent={{ title: "Attestations", href: "/attestations" }}
      />
      <main id="main">
        {data ? (
          <Content event={data} />
        ) : error ? (
          <Missing error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading height={320} what="Reading the decision" />
        )}
      </main>
    </>
  );
}

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (!(error instanceof ApiError && error.status === 404))
    return <Failure height={320} error={error} onRetry={onRetry} />;
  return (
    <Empty
      height={320}
      title="No attestation has this id or ARC"
      action={
        <Button asChild size="small">
          <Link href="/attestations">Show attestations</Link>
        </Button>
      }
    >
      It may be past retention, or a letter was mistyped. An ARC has ten letters and digits.
    </Empty>
  );
}

function Content({ event }: { event: EventDetail }) {
  return (
    <>
      <Verdict event={event} />
      <EventFacts event={event} />
      <div className="grid-page mt-7!">
        <div className="wide:col-span-8!">
          <Section title="Checks, in order" unit={checkCounts(event)}>
            <ChecksTable checks={event.checks} />
            {event.checks.length === 0 && (
              <p className="text-ink2">
                No check was made: the request was refused before
                {event.errorCode === null ? "" : `, ${event.errorCode}`}.
              </p>
            )}
          </Section>
          <EnrolmentEvidence event={event} />
        </div>
        <div className="wide:col-span-4! [&>*+*]:mt-7">
          <ToPass event={event} />
          <SdkDetails event={event} />
          <Claims event={event} />
          <Alike event={event} />
        </div>
      </div>
    </>
  );
}

function Verdict({ event }: { event: EventDetail }) {
  const mounted = useMounted();
  return (
    <div className="grid grid-cols-[auto_1fr] items-start gap-x-[18px] pt-6 pb-5 phone:grid-cols-[auto_1fr_auto] max-phone:pt-[18px]">
      <OutcomeGlyph outcome={event.outcome} className="mt-1 size-7 max-phone:size-5" />
      <div className="min-w-0">
        <h2 className="break-words font-semibold text-verdict max-phone:text-title">{verdictTitle(event)}</h2>
        <p className="mt-1 max-w-[64ch] text-ink2 text-lead">{verdictSentences(event).join(" ")}</p>
      </div>
      <div className="flex gap-2 max-phone:col-span-full max-phone:mt-3">
        <CopyButton text={mounted ? `${window.location.origin}/attestations/${event.id}` : ""} label="Copy link" />
      </div>
    </div>
  );
}

function EventFacts({ event }: { event: EventDetail }) {
  const valueTitle = useValueTitle();
  const none = <span className="text-ink3">–</span>;
  const network = [event.country === "" ? "" : valueTitle("country", event.country), event.address ?? ""].filter(
    (part) => part !== "",
  );
  return (
    <Facts
      facts={[
        { term: "When", value: <Time at={event.at} style="exactMoment" /> },
        {
          term: "Instance",
          value:
            event.instanceId === null ? (
              none
            ) : (
              <Link
                className={`${linkClass} font-mono text-note`}
                title={event.instanceId}
                href={`/instances/${event.instanceId}`}
              >
                {shortInstance(event.instanceId)}
              </Link>
            ),
        },
        {
          term: "App",
          value: (
            <span className="inline-flex flex-wrap gap-1.5">
              {`${event.app ?? "not registered"} ${event.appVersion}`.trim()}
              {event.kind !== "attestation" && <Tag>{event.kind}</Tag>}
              {event.test && <Tag tone="warn">test</Tag>}
            </span>
          ),
        },
        {
          term: "Device",
          value:
            [event.model, osTitle(event.platform, event.osVersion)].filter((part) => part !== "").join(", ") || none,
        },
        { term: "Evidence", value: event.format === "" ? none : valueTitle("format", event.format) },
        { term: "Network", value: network.length === 0 ? none : network.join(", ") },
        {
          term: "Policy",
          value:
            event.policy === null || event.appId === null ? (
              none
            ) : (
              <Link className={linkClass} href={`/policies/${event.appId}/versions/${event.policy.version}`}>
                Version {event.policy.version}
              </Link>
            ),
        },
      ]}
    />
  );
}
