import { type PlistDictionary, textAt } from "../../encoding/plist/plist-value";
import { RejectedPackageError } from "../rejection";

/** Where the app names the team it belongs to; null where that place does not say. */
export interface TeamIdSources {
  readonly codeDirectories: readonly (string | null)[];
  readonly certificates: readonly (string | null)[];
  /** Of each slice that has any. */
  readonly entitlements: readonly PlistDictionary[];
  readonly profileTeamIds: readonly string[] | null;
}

/** The team id that every place agrees on. Throws a RejectedPackageError when they don't, or when none names one. */
export function agreedTeamId({ codeDirectories, certificates, entitlements, profileTeamIds }: TeamIdSources): string {
  const named: [place: string, teamId: string | null][] = [
    ...codeDirectories.map((teamId): [string, string | null] => ["the code directory", teamId]),
    ...certificates.map((teamId): [string, string | null] => ["the signing certificate", teamId]),
    ...entitlements.flatMap((one): [string, string | null][] => [
      ["the entitlement com.apple.developer.team-identifier", textAt(one, "com.apple.developer.team-identifier")],
      ["the entitlement application-identifier", prefixOf(one)],
    ]),
  ];
  const known = named.flatMap(([place, teamId]) => (teamId === null ? [] : [{ place, teamId }]));
  const [first] = known;
  if (first === undefined) throw new RejectedPackageError("team-id-missing", "Nothing in the app names its team.");
  const other = known.find(({ teamId }) => teamId !== first.teamId);
  if (other !== undefined) throw mismatch(first, other);
  if (profileTeamIds !== null && !profileTeamIds.includes(first.teamId)) {
    throw mismatch(first, { place: "the provisioning profile", teamId: profileTeamIds.join(", ") });
  }
  return first.teamId;
}

function prefixOf(entitlements: PlistDictionary): string | null {
  return textAt(entitlements, "application-identifier")?.split(".", 1)[0] ?? null;
}

function mismatch(
  one: { place: string; teamId: string },
  other: { place: string; teamId: string },
): RejectedPackageError {
  const message = `The team id is ${one.teamId} in ${one.place}, but ${other.teamId} in ${other.place}.`;
  return new RejectedPackageError("team-id-mismatch", message);
}
