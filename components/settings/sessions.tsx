"use client";
import { useQuery } from "@tanstack/react-query";
import { Problem } from "../forms/problem";
import { sessionsQuery, useEndSession } from "../queries/sessions";
import { LinkButton } from "../ui/button";
import { Tag } from "../ui/chip";
import { Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { browserWords } from "./user-agent";

/** The browsers in which the viewer is signed in. */
export function Sessions() {
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  const end = useEndSession();
  return (
    <Section title="Signed in" unit="in these browsers" className="wide:col-span-8">
      {!sessions && !error && <Loading height={160} what="Reading your sessions" />}
      {!sessions && error && <Failure error={error} onRetry={() => void refetch()} />}
      {sessions && (
        <Table label="Sessions">
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col">Address</th>
              <th scope="col" className="max-phone:hidden">
                Since
              </th>
              <th scope="col" className="max-phone:hidden">
                Last seen
              </th>
              <th scope="col">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.id}>
                <td className={session.current ? "font-semibold" : undefined}>
                  {browserWords(session.userAgent)} {session.current && <Tag>this one</Tag>}
                </td>
                <td>{session.address ?? "–"}</td>
                <td className="max-phone:hidden">
                  <Time at={session.createdAt} />
                </td>
                <td className="max-phone:hidden">
                  <Time at={session.lastSeenAt} />
                </td>
                <td className="num">
                  {!session.current && (
                    <LinkButton disabled={end.isPending} onClick={() => end.mutate(session.id)}>
                      Sign out
                    </LinkButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <Problem error={end.error} />
    </Section>
  );
}
