"use client";
import { useState } from "react";
import type { Secret, SecretAdoption } from "@/lib/contract/admin/secrets";
import { useMay } from "../account/me";
import { Problem } from "../forms/problem";
import { useSecretChange } from "../queries/secrets";
import { OutcomeGlyph } from "../signals/glyphs";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";

const DAY_MS = 86_400_000;

const CHECKS = {
  "newer-current": "A newer version is current, and opened",
  "none-delivered": "Nobody was given it for 5 min, so nobody may use it",
  "few-hold": "Under 0.1 % of active instances hold it",
} as const;

/** Whether the overlapping version can go: the evidence, and the act. */
export function RetirePanel({
  secret,
  adoption,
}: {
  secret: Secret;
  adoption: SecretAdoption & { retire: NonNullable<SecretAdoption["retire"]> };
}) {
  const { retire } = adoption;
  const formats = useFormats();
  const may = useMay("secrets:write");
  const change = useSecretChange(secret.id);
  const [asking, setAsking] = useState(false);
  const held = adoption.versions.find(({ version }) => version === retire.version);
  const instances = held?.instances ?? 0;
  const end = (endsAt: string | null) =>
    change.mutate(
      { act: "overlap", version: retire.version, body: { expectedEndsAt: retire.endsAt, endsAt } },
      { onSettled: () => setAsking(false) },
    );
  const later = new Date(Date.parse(retire.endsAt) + DAY_MS).toISOString();
  return (
    <Section title={`Retire version ${retire.version}`} unit={retire.safe ? "safe to retire" : "not safe yet"}>
      <Rows>
        {retire.checks.map(({ id, holds }) => (
          <li key={id} className={holds ? "flex gap-2.5" : "flex gap-2.5 font-semibold"}>
            <OutcomeGlyph outcome={holds ? "pass" : "fail"} className="mt-[3px]" />
            <span>{CHECKS[id]}</span>
            <span className="ml-auto whitespace-nowrap text-ink2">
              {id === "few-hold" && formats.share(adoption.active === 0 ? null : instances / adoption.active)}
              {id === "none-delivered" &&
                (held?.lastDeliveredAt == null ? "never" : <Time at={held.lastDeliveredAt} style="recentMillis" />)}
            </span>
          </li>
        ))}
      </Rows>
      <p className="mt-2 text-ink2">
        It ends <Time at={retire.endsAt} />.{" "}
        {retire.safe
          ? "The third party can take the old value back now."
          : "Until then the old value has to work at the third party."}
      </p>
      {may && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button onClick={() => end(later)} disabled={change.isPending}>
            Extend by a day
          </Button>
          <Button
            kind={retire.safe ? "plain" : "dashed"}
            onClick={() => (retire.safe ? end(null) : setAsking(true))}
            disabled={change.isPending}
          >
            Retire
          </Button>
        </div>
      )}
      <Problem error={change.error} />
      {asking && (
        <ConfirmDialog
          open
          onOpenChange={setAsking}
          title={`Retire version ${retire.version} before it is safe?`}
          impact={
            <>
              <b>{formats.count(instances)} active instances were last given it.</b> They use it for 5 min at most, then
              get the current version or nothing.
            </>
          }
          name={secret.name}
          act={`Retire version ${retire.version}`}
          keep="Keep it"
          pending={change.isPending}
          onConfirm={() => end(null)}
        />
      )}
    </Section>
  );
}
