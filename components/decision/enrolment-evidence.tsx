"use client";
import type { EventDetail } from "@/lib/contract/events";
import { useValueTitle } from "../filter/labels";
import { Section } from "../ui/section";
import { Time } from "../ui/time";
import { ChecksTable } from "./checks-table";

/** What the instance proved when it enrolled, check by check; nothing for a software key, which proves nothing. */
export function EnrolmentEvidence({ event }: { event: EventDetail }) {
  const valueTitle = useValueTitle();
  const { enrolment } = event;
  if (enrolment === null || enrolment.checks.length === 0) return null;
  const counts = `${enrolment.checks.length} checks of ${valueTitle("format", enrolment.format)}`;
  return (
    <Section
      title="Evidence at enrolment"
      unit={
        <>
          {counts}, <Time at={enrolment.at} />
        </>
      }
      className="mt-9"
    >
      <ChecksTable checks={enrolment.checks} label="Evidence at enrolment" />
    </Section>
  );
}
