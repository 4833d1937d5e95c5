"use client";
import { type FormEvent, useState } from "react";
import type { ChangeRollout, Rollout } from "@/lib/contract/admin/rollouts";
import { Button, LinkButton } from "../ui/button";
import { type BandDraft, bandDraftOf, bandOf, bandProblems } from "./band";
import { BandFields } from "./band-fields";

/** Where an open rollout stops by itself, and the form that changes it while it runs. */
export function RolloutBand({
  rollout,
  fields,
  busy,
  onBand,
}: {
  rollout: Rollout;
  fields: Readonly<Record<string, string>>;
  busy: boolean;
  onBand: (band: Pick<ChangeRollout, "band" | "minimumAttestations">) => void;
}) {
  const [edited, setEdited] = useState<{ draft: BandDraft; revision: number } | null>(null);
  // A change that went through, this one or somebody else's, is what is shown from then on.
  const draft = edited?.revision === rollout.revision ? edited.draft : null;
  if (draft === null) {
    const start = () => setEdited({ draft: bandDraftOf(rollout), revision: rollout.revision });
    return (
      <p className="mb-4 flex flex-wrap gap-x-4 text-ink2">
        {bandInWords(rollout)}
        <LinkButton onClick={start}>Change where it stops</LinkButton>
      </p>
    );
  }
  const problems = bandProblems(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(problems).length === 0) onBand(bandOf(draft));
  };
  return (
    <form onSubmit={submit} className="mb-4">
      <BandFields
        id="open-band"
        draft={draft}
        fields={{ ...fields, ...problems }}
        note="percent rejected"
        onChange={(next) => setEdited({ draft: next, revision: rollout.revision })}
      />
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" disabled={busy}>
          Stop there
        </Button>
        <LinkButton onClick={() => setEdited(null)}>Keep it as it is</LinkButton>
      </div>
    </form>
  );
}

function bandInWords({ band, minimumAttestations }: Rollout): string {
  const { lowest, highest, minimum } = bandDraftOf({ band, minimumAttestations });
  const bounds = [...(highest === "" ? [] : [`above ${highest} %`]), ...(lowest === "" ? [] : [`below ${lowest} %`])];
  if (bounds.length === 0) return "It has no band to stop at.";
  return `Stops by itself ${bounds.join(" or ")} rejected, from ${minimum} attestations in ten minutes on.`;
}
