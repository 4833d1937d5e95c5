"use client";
import { useQuery } from "@tanstack/react-query";
import type { App } from "@/lib/contract/admin/apps";
import type { Secret } from "@/lib/contract/admin/secrets";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { platformTitle } from "../apps/titles";
import { appsQuery } from "../queries/apps";
import { secretsQuery } from "../queries/secrets";
import { Button, linkClass } from "../ui/button";
import { Link } from "../ui/link";
import { Lead } from "../ui/page";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { SecretsAttention } from "./attention";
import { VaultNote } from "./vault-note";
import { VersionState } from "./version-state";
import { currentVersion, fingerprintText } from "./words";

/** Every runtime secret: which version is out, whose it is, and what comes next. */
export function SecretList() {
  const may = useMay("secrets:write");
  const { data: secrets, error, refetch } = useQuery(secretsQuery);
  const { data: apps = [] } = useQuery(appsQuery);
  return (
    <>
      <Lead>
        <b>Keys that apps need, kept out of the apps.</b> An instance that passes gets them sealed to itself; a new
        value reaches running apps within 5 min.
      </Lead>
      <VaultNote />
      <NeedsRole permission="secrets:write" to="add or rotate secrets" />
      <SecretsAttention className="mt-6" />
      <Section
        title="Secrets"
        unit={secrets ? `${secrets.length}, values can’t be read back` : undefined}
        className="mt-6"
        tools={
          may && (
            <>
              <Link href="/secrets/import" className={linkClass}>
                Import
              </Link>
              <Button asChild size="small" kind="primary">
                <Link href="/secrets/new">Add a secret</Link>
              </Button>
            </>
          )
        }
      >
        {!secrets && !error && <Loading height={200} what="Reading the secrets" />}
        {!secrets && error && <Failure error={error} onRetry={() => void refetch()} />}
        {secrets?.length === 0 && (
          <Empty title="No secret is kept yet">
            Add the first one: a maps key, say. The app then writes its name where the key would stand.
          </Empty>
        )}
        {secrets && secrets.length > 0 && (
          <Table label="Secrets">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Version</th>
                <th scope="col">State</th>
                <th scope="col" className="max-phone:hidden">
                  Fingerprint
                </th>
                <th scope="col" className="max-phone:hidden">
                  Since
                </th>
                <th scope="col" className="max-phone:hidden">
                  Apps
                </th>
                <th scope="col" className="max-phone:hidden">
                  Sent to
                </th>
              </tr>
            </thead>
            <tbody>
              {secrets.map((secret) => (
                <SecretRow key={secret.id} secret={secret} apps={apps} />
              ))}
            </tbody>
          </Table>
        )}
      </Section>
    </>
  );
}

function SecretRow({ secret, apps }: { secret: Secret; apps: readonly App[] }) {
  const scheduled = secret.versions.find(({ state }) => state === "scheduled");
  const shown = currentVersion(secret) ?? secret.versions[0];
  return (
    <tr>
      <td>
        <Link href={`/secrets/${secret.id}`} className={`font-semibold ${linkClass}`}>
          {secret.name}
        </Link>
      </td>
      <td className="whitespace-nowrap">
        {shown?.version ?? "–"}
        {scheduled && (
          <span className="text-ink3">
            , {scheduled.version} at <Time at={scheduled.activeFrom} />
          </span>
        )}
      </td>
      <td>{shown && <VersionState version={shown} />}</td>
      <td className="whitespace-nowrap font-mono text-note! max-phone:hidden">
        {shown && fingerprintText(shown.fingerprint)}
      </td>
      <td className="whitespace-nowrap max-phone:hidden">{shown && <Time at={shown.activeFrom} />}</td>
      <td className="max-phone:hidden">
        {secret.scopes.map(({ appId, minVersion }) => {
          const app = apps.find(({ id }) => id === appId);
          return (
            <span key={appId} className="block whitespace-nowrap">
              {app ? `${app.name}, ${platformTitle(app.platform)}` : `app ${appId}`}
              {minVersion !== null && <span className="text-ink3"> from {minVersion}</span>}
            </span>
          );
        })}
      </td>
      <td className="text-ink2! max-phone:hidden">{secret.domains.join(", ")}</td>
    </tr>
  );
}
