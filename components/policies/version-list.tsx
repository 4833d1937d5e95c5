"use client";
import Link from "next/link";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { Button, LinkButton, linkClass } from "../ui/button";
import { Rows, Section } from "../ui/section";
import { Time } from "../ui/time";

/** The immutable versions of a policy, newest first: who, when, why, and when each was in force. */
export function VersionList({
  appId,
  versions,
  activeVersion,
  onActivate,
  onMore,
}: {
  appId: number;
  versions: readonly PolicyVersion[];
  activeVersion: number | null;
  /** Missing for those who may not. */
  onActivate: ((version: PolicyVersion) => void) | undefined;
  /** Missing at the end of the list. */
  onMore: (() => void) | undefined;
}) {
  return (
    <Section title="Versions" unit="they never change; a rollback activates an older one">
      <Rows>
        {versions.map((version) => (
          <li key={version.version} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
            <p>
              <b>Version {version.version}</b>{" "}
              {version.version === activeVersion && (
                <span className="ml-1 inline-flex items-center gap-1.5">
                  <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5">
                    <circle cx="5" cy="5" r="4.2" fill="var(--accent)" />
                  </svg>
                  in force
                </span>
              )}
            </p>
            <span className="flex flex-wrap justify-end gap-x-3">
              {activeVersion !== null && version.version !== activeVersion && (
                <Link
                  className={linkClass}
                  href={`/policies/${appId}/compare?from=${activeVersion}&to=${version.version}`}
                >
                  Compare
                </Link>
              )}
              {onActivate && version.version !== activeVersion && (
                <LinkButton onClick={() => onActivate(version)}>
                  {activeVersion !== null && version.version < activeVersion ? "Roll back to it" : "Activate"}
                </LinkButton>
              )}
            </span>
            <p className="col-span-2 break-words">{version.reason}</p>
            <p className="col-span-2 text-ink3">
              {version.author}, <Time at={version.createdAt} />
              <Activations version={version} />
            </p>
          </li>
        ))}
      </Rows>
      {onMore && (
        <Button className="mt-3" onClick={onMore}>
          Older versions
        </Button>
      )}
    </Section>
  );
}

function Activations({ version: { activations } }: { version: PolicyVersion }) {
  const [last] = activations;
  if (last === undefined) return <>; never in force</>;
  return (
    <>
      ; in force from <Time at={last.at} />
      {activations.length > 1 && `, ${activations.length} times in all`}
    </>
  );
}
