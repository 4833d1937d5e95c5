import type { Versions } from "@/lib/contract/metrics";
import type { Formats } from "../ui/format";

/** Instances of one version in the last day; null where that is not known. */
export interface VersionInstances {
  readonly instances: number | null;
  readonly approximate: boolean;
}

/** Sums up a version, whichever SDKs it has. One that is not listed has none only where all are listed. */
export function instancesOf(versions: Versions | undefined, versionName: string): VersionInstances {
  const unknown = { instances: null, approximate: false };
  if (versions === undefined) return unknown;
  const rows = versions.versions.filter(({ name }) => name === versionName);
  if (rows.length === 0) return versions.unlisted > 0 ? unknown : { instances: 0, approximate: false };
  const counts = rows.flatMap(({ instances }) => (instances === null ? [] : [instances]));
  if (counts.length < rows.length) return unknown;
  return { instances: counts.reduce((sum, count) => sum + count, 0), approximate: versions.approximate };
}

/** Whom the end of a version hits. */
export function affectedWords({ instances, approximate }: VersionInstances, formats: Formats): string {
  if (instances === null) return "How many instances have this version is not known.";
  const noun = instances === 1 ? "instance" : "instances";
  return `${formats.estimate(instances, approximate)} ${noun} of this version attested in the last 24 h.`;
}
