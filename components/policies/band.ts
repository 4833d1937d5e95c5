import { MINIMUM_ATTESTATIONS, type Rollout } from "@/lib/contract/admin/rollouts";
import { shareOf } from "./percent";

/** Where a rollout stops by itself, as it is being typed: percent rejected, and from how many attestations on. */
export interface BandDraft {
  readonly lowest: string;
  readonly highest: string;
  readonly minimum: string;
}

/** Fields of the API whose messages stand beside the fields of a band. */
export const BAND_FIELDS = ["band.lowest", "band.highest", "minimumAttestations"];

/** The band of a rollout, to be edited. */
export function bandDraftOf({ band, minimumAttestations }: Pick<Rollout, "band" | "minimumAttestations">): BandDraft {
  return { lowest: typedOf(band.lowest), highest: typedOf(band.highest), minimum: String(minimumAttestations) };
}

function typedOf(share: number | null): string {
  return share === null ? "" : String(Number((share * 100).toPrecision(6)));
}

/** What the API takes. Only of a draft without {@link bandProblems}: what is no number must not pass for no bound. */
export function bandOf({ lowest, highest, minimum }: BandDraft) {
  return {
    band: { lowest: shareOf(lowest), highest: shareOf(highest) },
    minimumAttestations: minimum.trim() === "" ? MINIMUM_ATTESTATIONS : Number(minimum),
  };
}

/** What can't be sent, by the API's own field names; the rest is the API's to judge. */
export function bandProblems(draft: BandDraft): Readonly<Record<string, string>> {
  const { band, minimumAttestations } = bandOf(draft);
  const isNoNumber = (value: number | null) => value !== null && !Number.isFinite(value);
  return {
    ...(isNoNumber(band.lowest) ? { "band.lowest": NO_PERCENTAGE } : {}),
    ...(isNoNumber(band.highest) ? { "band.highest": NO_PERCENTAGE } : {}),
    ...(isNoNumber(minimumAttestations) ? { minimumAttestations: "A whole number such as 100." } : {}),
  };
}

const NO_PERCENTAGE = "A percentage such as 4.5, or nothing.";
