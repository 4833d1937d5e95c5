"use client";
import type { TrustState } from "@/lib/contract/admin/trust";
import { linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Rows, Section } from "../ui/section";

/** For which apps the deployment's own test roots count. */
export function TestRoots({ apps }: { apps: TrustState["testRootApps"] }) {
  return (
    <Section title="Test roots" unit="derived from the test key">
      <p className="mb-2 text-ink2">
        {apps.length === 0
          ? "No app accepts test traffic, so the test roots count nowhere."
          : "They stand for Google’s and Apple’s where an app accepts test traffic, and everything below them is flagged as test."}
      </p>
      <Rows>
        {apps.map(({ id, name }) => (
          <li key={id}>
            <Link href={`/apps/${id}`} className={linkClass}>
              {name}
            </Link>
          </li>
        ))}
      </Rows>
    </Section>
  );
}
