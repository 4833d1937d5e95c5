"use client";
import { useQuery } from "@tanstack/react-query";
import type { InstanceDetail } from "@/lib/contract/instances";
import { osTitle, useValueTitle } from "../filter/labels";
import { PageHeader } from "../frame/page-header";
import { ApiError } from "../queries/fetcher";
import { instanceOverridesQuery } from "../queries/instance-overrides";
import { instanceQuery } from "../queries/instances";
import { OutcomeGlyph } from "../signals/glyphs";
import { Button, linkClass } from "../ui/button";
import { Tag } from "../ui/chip";
import { CopyButton } from "../ui/copy-button";
import { useFormats } from "../ui/format";
import { Link } from "../ui/link";
import { Facts, Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { HeldSecrets } from "./held-secrets";
import { OverridesSection } from "./overrides-section";
import { RunList } from "./run-list";

/** One installation: what it is, what it has been, and what was decided about it. */
export function InstancePage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(instanceQuery(id));
  return (
    <>
      <PageHeader
        title={
          <span className="font-medium font-mono text-[18px] max-phone:text-[15px]">{data?.instanceId ?? id}</span>
        }
        parent={{ title: "Instances", href: "/instances" }}
      />
      <main id="main">
        {data ? (
          <Content detail={data} />
        ) : error instanceof ApiError && (error.status === 404 || error.status === 400) ? (
          <Empty
            height={320}
            title="No installation has this id"
            action={
              <Button asChild size="small">
                <Link href="/instances">Show instances</Link>
              </Button>
            }
          >
            It never enrolled here, or it is past retention.
          </Empty>
        ) : error ? (
          <Failure height={320} error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading height={320} what="Reading the instance" />
        )}
      </main>
    </>
  );
}

function Content({ detail }: { detail: InstanceDetail }) {
  return (
    <>
      <Headline detail={detail} />
      <InstanceFacts detail={detail} />
      <div className="grid-page mt-7!">
        <Section
          title="Timeline"
          unit="attestations in a row that were alike, newest first"
          className="wide:col-span-8!"
          tools={
            <Link className={linkClass} href={`/attestations?instance=${detail.instanceId}&range=7d${testOf(detail)}`}>
              Every attestation
            </Link>
          }
        >
          {detail.runs.length === 0 ? (
            <p className="text-ink2">No attestation of it is kept one by one.</p>
          ) : (
            <RunList runs={detail.runs} enrolledAt={detail.enrolment?.at ?? null} />
          )}
        </Section>
        <div className="grid content-start gap-y-8 wide:col-span-4!">
          <OverridesSection instanceId={detail.instanceId} appId={detail.enrolment?.appId ?? null} />
          <HeldSecrets secrets={detail.secrets} />
        </div>
      </div>
    </>
  );
}

function testOf({ enrolment, runs }: InstanceDetail): string {
  return (enrolment?.test ?? runs[0]?.test) ? "&test=1" : "";
}

/** How it stands now, in one line: an override outranks its last attestation. */
function Headline({ detail }: { detail: InstanceDetail }) {
  const formats = useFormats();
  const { data: overrides } = useQuery(instanceOverridesQuery(detail.instanceId));
  const [newest] = overrides ?? [];
  const [last] = detail.runs;
  const inForce = newest !== undefined && newest.liftedAt === null && !isPast(newest.expiresAt);
  const title = inForce
    ? `Override in force: ${newest.kind}`
    : last === undefined
      ? "Nothing kept"
      : last.outcome === "pass"
        ? "Passes"
        : `Rejected: ${last.reasons.join(", ") || "no reason"}`;
  return (
    <div className="mt-6 mb-5 flex items-start gap-3 max-phone:flex-wrap">
      {last && <OutcomeGlyph outcome={last.outcome} className="mt-1.5 size-6" />}
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold text-[28px] leading-[34px] tracking-[-0.022em] max-phone:text-title">{title}</h2>
        <p className="mt-1 text-ink2 text-lead">
          {formats.count(detail.attestations)} attestations are kept one by one,{" "}
          <b className="text-ink">{formats.count(detail.refused)}</b> of them rejected.
        </p>
      </div>
      <CopyButton text={detail.instanceId} label="Copy id" />
    </div>
  );
}

function isPast(at: string | null): boolean {
  return at !== null && Date.parse(at) <= Date.now();
}

function InstanceFacts({ detail }: { detail: InstanceDetail }) {
  const valueTitle = useValueTitle();
  const { enrolment } = detail;
  const [last] = detail.runs;
  const none = <span className="text-ink3">–</span>;
  return (
    <Facts
      facts={[
        { term: "Enrolled", value: enrolment ? <Time at={enrolment.at} /> : none },
        { term: "Last seen", value: detail.lastAt === null ? none : <Time at={detail.lastAt} /> },
        {
          term: "App",
          value: (
            <span className="inline-flex flex-wrap gap-1.5">
              {`${last?.app ?? enrolment?.app ?? "not registered"} ${last?.appVersion ?? ""}`.trim()}
              {(enrolment?.test ?? last?.test) && <Tag tone="warn">test</Tag>}
            </span>
          ),
        },
        { term: "SDK", value: last?.sdkVersion || none },
        {
          term: "Device",
          value: last ? `${last.model}, ${osTitle(last.platform, last.osVersion)}` : (enrolment?.model ?? none),
        },
        { term: "Country", value: last ? valueTitle("country", last.country) : none },
        {
          term: "Evidence",
          value: enrolment ? `${valueTitle("format", enrolment.format)}, ${enrolment.securityLevel}` : none,
        },
      ]}
    />
  );
}
