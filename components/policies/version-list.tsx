"use client";
import type { PolicyVersion } from "@/lib/contract/admin/policies";
import { Button, LinkButton, linkClass } from "../ui/button";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";
import { RowActions } from "../ui/row-actions";
import { Section } from "../ui/section";
import { Table } from "../ui/table";
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
  activeVersion: number;
  /** Missing for those who may not. */
  onActivate: ((version: PolicyVersion) => void) | undefined;
  /** Missing at the end of the list. */
  onMore: (() => void) | undefined;
}) {
  return (
    <Section title="Versions" unit="they never change; a rollback activates an older one">
      <Table label="Versions">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Why</th>
            <th scope="col" className="max-phone:hidden">
              Written
            </th>
            <th scope="col" className="max-phone:hidden">
              Came into force
            </th>
            <th scope="col">
              <span className="sr-only">Compare or activate</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <tr key={version.version} className="[&_td]:align-top!">
              <td className="whitespace-nowrap">
                <Link
                  className={cn(linkClass, "font-semibold")}
                  href={`/policies/${appId}/versions/${version.version}`}
                >
                  <span className="sr-only">Version </span>
                  {version.version}
                </Link>
                {version.version === activeVersion && <InForce />}
              </td>
              <td className="min-w-40 max-w-140 break-words">{version.reason}</td>
              <td className="max-phone:hidden">
                <Time at={version.createdAt} />
                <span className="block break-all text-ink3 text-note">{version.author}</span>
              </td>
              <td className="max-phone:hidden">
                <CameIntoForce version={version} />
              </td>
              <td className="num">
                {version.version !== activeVersion && (
                  <RowActions>
                    <Link
                      className={linkClass}
                      href={`/policies/${appId}/compare?from=${activeVersion}&to=${version.version}`}
                    >
                      Compare
                    </Link>
                    {onActivate && (
                      <LinkButton onClick={() => onActivate(version)}>
                        {version.version < activeVersion ? "Roll back" : "Activate"}
                      </LinkButton>
                    )}
                  </RowActions>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      {onMore && (
        <Button className="mt-3" onClick={onMore}>
          Older versions
        </Button>
      )}
    </Section>
  );
}

function InForce() {
  return (
    <span className="ml-2.5 inline-flex items-center gap-1.5">
      <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5">
        <circle cx="5" cy="5" r="4.2" fill="var(--accent)" />
      </svg>
      in force
    </span>
  );
}

function CameIntoForce({ version: { activations, reason } }: { version: PolicyVersion }) {
  const [last] = activations;
  if (last === undefined) return "never";
  return (
    <>
      <Time at={last.at} />
      {activations.length > 1 && `, ${activations.length} times in all`}
      <span className="block break-all text-ink3 text-note">{last.by}</span>
      {last.reason !== null && last.reason !== reason && (
        <span className="block max-w-80 break-words text-ink2 text-note">{last.reason}</span>
      )}
    </>
  );
}
