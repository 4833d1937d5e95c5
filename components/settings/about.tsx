"use client";
import { useQuery } from "@tanstack/react-query";
import type { About as AboutFacts } from "@/lib/contract/admin/about";
import { vaultFingerprint } from "@/lib/contract/vault";
import { aboutQuery } from "../queries/about";
import { vaultQuery } from "../queries/secrets";
import { setupStateQuery } from "../queries/setup-state";
import { linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Facts, Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";

const PROVIDERS: Readonly<Record<string, string>> = {
  file: "a file in the data directory, mode 0600",
  pkcs11: "an HSM, by PKCS #11",
  "vault-transit": "the transit engine of Vault",
  "aws-kms": "AWS KMS",
};

/** What runs here, how it is set, and where else to look. */
export function About() {
  const { data: about, error, refetch } = useQuery(aboutQuery);
  if (!about) {
    if (error) return <Failure error={error} onRetry={() => void refetch()} />;
    return <Loading height={240} what="Reading what runs here" />;
  }
  return (
    <div className="grid-page gap-y-8!">
      <div className="grid content-start gap-y-8 wide:col-span-8!">
        <Installation about={about} />
        <Settings about={about} />
        <KeyProvider about={about} />
      </div>
      <Elsewhere about={about} />
    </div>
  );
}

function Installation({ about }: { about: AboutFacts }) {
  const { data: state } = useQuery(setupStateQuery);
  const dataPlane = state?.dataPlane;
  const answer =
    dataPlane?.done === true ? `answers in ${dataPlane.latencyMilliseconds} ms` : "does not answer from here";
  return (
    <Section title="This installation">
      <Facts
        facts={[
          { term: "Attestry", value: about.version },
          { term: "Licence", value: about.licence },
          { term: "Console", value: about.consoleUrl },
          { term: "Data plane", value: dataPlane ? `${about.dataplaneUrl}, ${answer}` : about.dataplaneUrl },
          { term: "Postgres", value: about.postgres },
          { term: "Node.js", value: about.node },
        ]}
      />
    </Section>
  );
}

/** What the operator has set by the environment: seen here, changed there. */
function Settings({ about }: { about: AboutFacts }) {
  const rows = [
    {
      title: "Notifications may go to private addresses",
      value: about.privateReceivers.join(", ") || "none",
      variable: "ATTESTRY_PRIVATE_RECEIVERS",
    },
    {
      title: "Web views may call the data plane from",
      value: about.corsOrigins.join(", ") || "no origin",
      variable: "ATTESTRY_CORS_ORIGINS",
    },
  ];
  return (
    <Section title="Set by the operator" unit="in the environment of console and data plane">
      <Table label="Settings of the environment">
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
            <th scope="col" className="max-phone:hidden">
              Variable
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title, value, variable }) => (
            <tr key={variable}>
              <td>{title}</td>
              <td className="font-semibold">{value}</td>
              <td className="font-mono text-ink3! text-note! max-phone:hidden">{variable}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

/** Who guards the private halves of what is sealed: the runtime secrets' vault, and the keys of tokens and channels. */
function KeyProvider({ about: { vaultKeys } }: { about: AboutFacts }) {
  const { data: vault } = useQuery(vaultQuery);
  const rows = [
    ...(vault?.key ? [{ ...vault.key, seals: "runtime secrets", state: vault.state }] : []),
    ...vaultKeys.map((key) => ({ ...key, seals: "token keys and alert channels", state: null })),
  ];
  return (
    <Section title="Key providers" unit="open what is sealed; only the data plane reaches them">
      {rows.length === 0 ? (
        <p className="text-ink2">There is no vault key yet: the data plane makes it when it first starts.</p>
      ) : (
        <Table label="Vault keys">
          <thead>
            <tr>
              <th scope="col">Seals</th>
              <th scope="col">Held by</th>
              <th scope="col" className="max-phone:hidden">
                Key
              </th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kid, provider, createdAt, seals, state }) => (
              <tr key={kid}>
                <td>
                  {seals}
                  {state !== null && state !== "open" && <b className="text-warn"> ({state})</b>}
                </td>
                <td>{PROVIDERS[provider] ?? provider}</td>
                <td className="font-mono text-note! max-phone:hidden">{vaultFingerprint(kid)}</td>
                <td className="whitespace-nowrap">
                  <Time at={createdAt} style="day" />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

function Elsewhere({ about }: { about: AboutFacts }) {
  return (
    <Section title="Elsewhere" className="wide:col-span-4!">
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
        <li>
          <a href={`${about.dataplaneUrl}/.well-known/jwks.json`} className={linkClass}>
            Key set of the tokens
          </a>
        </li>
      </ul>
    </Section>
  );
}
