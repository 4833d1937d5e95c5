"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { setupStateQuery } from "../queries/setup-state";
import { linkClass } from "../ui/button";
import { Facts, Section } from "../ui/section";

/** What runs here, and where else to look. */
export function About({
  version,
  consoleUrl,
  retentionDays,
}: {
  version: string;
  consoleUrl: string;
  retentionDays: number;
}) {
  const { data: state } = useQuery(setupStateQuery);
  const dataPlane = state?.dataPlane;
  const answer =
    dataPlane?.done === true ? `answers in ${dataPlane.latencyMilliseconds} ms` : "does not answer from here";
  return (
    <div className="grid-page">
      <Section title="This installation" className="wide:col-span-8">
        <Facts
          facts={[
            { term: "Attestry", value: version },
            { term: "Console", value: consoleUrl },
            { term: "Data plane", value: dataPlane ? `${dataPlane.url}, ${answer}` : "–" },
            { term: "History is kept", value: `${retentionDays} days` },
          ]}
        />
      </Section>
      <Section title="Elsewhere" className="wide:col-span-4">
        <ul className="grid gap-1.5">
          <li>
            <Link href="/get-started" className={linkClass}>
              First-run checklist
            </Link>
          </li>
          <li>
            <a href="/api/openapi.json" className={linkClass}>
              OpenAPI description of the admin API
            </a>
          </li>
          {dataPlane && (
            <li>
              <a href={`${dataPlane.url}/.well-known/jwks.json`} className={linkClass}>
                Key set of the tokens
              </a>
            </li>
          )}
        </ul>
      </Section>
    </div>
  );
}
