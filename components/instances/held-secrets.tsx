import type { HeldSecret } from "@/lib/contract/instances";
import { VersionState } from "../secrets/version-state";
import { linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Section } from "../ui/section";
import { Table } from "../ui/table";
import { Time } from "../ui/time";

/** The secrets that an installation was handed: which version of each, and when; never a value. */
export function HeldSecrets({ secrets }: { secrets: readonly HeldSecret[] }) {
  return (
    <Section title="Secrets it holds" unit={secrets.length === 0 ? "none" : "values stay on the phone"}>
      {secrets.length === 0 ? (
        <p className="text-ink2">It has been handed none: it asks for them with an attestation that passes.</p>
      ) : (
        <Table label="Secrets it holds">
          <thead>
            <tr>
              <th scope="col">Secret</th>
              <th scope="col" className="num">
                Version
              </th>
              <th scope="col">State</th>
              <th scope="col">Delivered</th>
            </tr>
          </thead>
          <tbody>
            {secrets.map(({ secretId, name, version, state, deliveredAt }) => (
              <tr key={`${secretId} ${version}`}>
                <td className="break-words">
                  <Link className={linkClass} href={`/secrets/${secretId}`}>
                    {name}
                  </Link>
                </td>
                <td className="num">{version}</td>
                <td>
                  <VersionState version={{ state, opening: "opened", problem: null }} />
                </td>
                <td>
                  <Time at={deliveredAt} style="recent" />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
