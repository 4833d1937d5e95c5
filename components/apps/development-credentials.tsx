"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { DevelopmentCredentialRow } from "@/lib/contract/admin/development-credentials";
import { useMay } from "../account/me";
import { Problem } from "../forms/problem";
import { developmentCredentialsQuery, useRevokeDevelopmentCredential } from "../queries/development-credentials";
import { LinkButton } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Footnote, Table } from "../ui/table";
import { Time } from "../ui/time";
import { CreateCredential } from "./create-credential";

const PURPOSE_WORDS = { development: "development", ci: "CI" } as const;

/** With what unreleased builds of an app pass: made here, used by the SDK, counted, ended at once. */
export function DevelopmentCredentials({ app }: { app: App }) {
  const may = useMay("overrides:write");
  const formats = useFormats();
  const { data, error, refetch } = useQuery(developmentCredentialsQuery(app.id));
  const revoke = useRevokeDevelopmentCredential(app.id);
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<DevelopmentCredentialRow | null>(null);
  return (
    <Section
      title="Development and CI"
      unit="credentials with which unreleased builds pass"
      tools={may && !making && <LinkButton onClick={() => setMaking(true)}>Make a credential</LinkButton>}
    >
      {making && <CreateCredential app={app} onClose={() => setMaking(false)} />}
      {!data && error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading height={90} what="Reading the credentials" />}
      {data?.length === 0 && !making && (
        <p className="max-w-[80ch] text-ink2">
          None. A debug build on an emulator is rejected like any other until it shows a credential; one never speaks
          for a released build, unless the policy says so.
        </p>
      )}
      {data && data.length > 0 && <Credentials credentials={data} onRevoke={may ? setAsked : undefined} />}
      <Problem error={revoke.error} />
      {asked && (
        <ConfirmDialog
          open
          onOpenChange={() => setAsked(null)}
          title={`Revoke ${asked.name}?`}
          impact={
            <>
              <b>
                {asked.lastUsedAt === null ? (
                  "It was never used."
                ) : (
                  <>
                    It was used {formats.count(asked.uses)} {asked.uses === 1 ? "time" : "times"}, last{" "}
                    <Time at={asked.lastUsedAt} />.
                  </>
                )}
              </b>{" "}
              Every build that shows it is judged like any other from its next attestation on. It can’t be brought back;
              a new one is made in a moment.
            </>
          }
          name={asked.name}
          act={`Revoke ${asked.name}`}
          keep="Keep it"
          pending={revoke.isPending}
          onConfirm={() => revoke.mutate(asked.id, { onSettled: () => setAsked(null) })}
        />
      )}
    </Section>
  );
}

function Credentials({
  credentials,
  onRevoke,
}: {
  credentials: readonly DevelopmentCredentialRow[];
  /** Missing for those who may not. */
  onRevoke: ((credential: DevelopmentCredentialRow) => void) | undefined;
}) {
  const formats = useFormats();
  return (
    <>
      <Table label="Development credentials">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="max-phone:hidden">
              Waives
            </th>
            <th scope="col">Holds until</th>
            <th scope="col" className="num">
              Used
            </th>
            <th scope="col" className="max-phone:hidden">
              Last
            </th>
            <th scope="col">
              <span className="sr-only">Revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {credentials.map((one) => {
            const ended = one.revokedAt !== null || Date.parse(one.expiresAt) <= Date.now();
            return (
              <tr key={one.id} className="[&_td]:align-top!">
                <td>
                  <span className={ended ? "text-ink3" : "font-semibold"}>{one.name}</span>
                  <span className="block text-ink3 text-note">
                    {PURPOSE_WORDS[one.purpose]}, by {one.createdBy}
                  </span>
                </td>
                <td className="max-w-90 text-ink2! max-phone:hidden">{one.waives.join(", ")}</td>
                <td className="whitespace-nowrap">
                  {one.revokedAt !== null ? (
                    <>
                      revoked <Time at={one.revokedAt} />
                    </>
                  ) : (
                    <Time at={one.expiresAt} />
                  )}
                </td>
                <td className="num">
                  {formats.count(one.uses)}
                  {one.usesMax !== null && (
                    <span className="block text-ink3 text-note">
                      {formats.count(one.usesLeft ?? 0)} of {formats.count(one.usesMax)} enrolments left
                    </span>
                  )}
                </td>
                <td className="whitespace-nowrap max-phone:hidden">
                  {one.lastUsedAt === null ? "never" : <Time at={one.lastUsedAt} />}
                </td>
                <td className="num">
                  {onRevoke && !ended && (
                    <LinkButton onClick={() => onRevoke(one)}>
                      Revoke<span className="sr-only"> {one.name}</span>
                    </LinkButton>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <Footnote>
        What passes with a credential is test traffic. The token still carries the waived signals in anno.
      </Footnote>
    </>
  );
}
