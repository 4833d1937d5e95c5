"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "@/lib/contract/admin/api-keys";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { ROLE_WORDS } from "../account/roles";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { apiKeysQuery, useRevokeApiKey } from "../queries/api-keys";
import { LinkButton } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { CreateApiKey, type Grant } from "./create-api-key";

/** Keys for the command line and CI: with role and last use, without the keys themselves. */
export function ApiKeys({ grants }: { grants: readonly Grant[] }) {
  const may = useMay("api-keys:write");
  const { data: keys, error, refetch } = useQuery(apiKeysQuery);
  const revoke = useRevokeApiKey();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <div className="grid-page">
      <Section title="API keys" unit="for the command line and CI" className="wide:col-span-8">
        {!keys && !error && <Loading height={200} what="Reading the keys" />}
        {!keys && error && <Failure error={error} onRetry={() => void refetch()} />}
        {keys?.length === 0 && (
          <Empty title="There is no API key">
            CI registers builds with one: <span className="font-mono text-note">attestry app add … --api-key</span>
          </Empty>
        )}
        {keys && keys.length > 0 && (
          <Table label="API keys">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Role</th>
                <th scope="col" className="max-phone:hidden">
                  Made
                </th>
                <th scope="col" className="max-phone:hidden">
                  Last used
                </th>
                <th scope="col">State</th>
                {may && (
                  <th scope="col">
                    <span className="sr-only">Change</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr key={key.id} className={key.revokedAt === null ? undefined : "[&_td]:text-ink3!"}>
                  <td>
                    <span className="font-semibold">{key.name}</span>
                    <span className="block font-mono text-ink3 text-note">{key.prefix}…</span>
                  </td>
                  <td>
                    {ROLE_WORDS[key.role].title}
                    {key.scopes !== null && (
                      <span className="block font-mono text-ink3 text-note">{key.scopes.join(", ")}</span>
                    )}
                  </td>
                  <td className="max-phone:hidden">
                    <Time at={key.createdAt} style="day" />
                    <span className="block break-all text-ink3 text-note">{key.createdBy}</span>
                  </td>
                  <td className="max-phone:hidden">
                    {key.lastUsedAt === null ? "never" : <Time at={key.lastUsedAt} />}
                  </td>
                  <td>
                    <KeyState apiKey={key} />
                  </td>
                  {may && (
                    <td className="num">
                      {key.revokedAt === null && (
                        <LinkButton className="text-crit" onClick={() => setRevoking(key)}>
                          Revoke
                        </LinkButton>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </Table>
        )}
        <div className="mt-2 grid gap-2">
          <Problem error={revoke.error} />
          {revoke.isSuccess && <Done>{revoke.data.name} is revoked; it opens nothing any more.</Done>}
        </div>
      </Section>
      <Section title="Make a key" className="wide:col-span-4">
        {may ? <CreateApiKey grants={grants} /> : <NeedsRole permission="api-keys:write" to="make or revoke keys" />}
      </Section>
      {revoking && (
        <ConfirmDialog
          open
          onOpenChange={() => setRevoking(null)}
          title={`Revoke ${revoking.name}?`}
          impact={
            <>
              <b>Whatever uses it is refused from now on.</b>{" "}
              {revoking.lastUsedAt === null ? (
                "It was never used."
              ) : (
                <>
                  It was last used <Time at={revoking.lastUsedAt} />.
                </>
              )}{" "}
              This can’t be undone; make a new one instead.
            </>
          }
          name={revoking.name}
          act={`Revoke ${revoking.name}`}
          keep="Keep it"
          pending={revoke.isPending}
          onConfirm={() => revoke.mutate(revoking.id, { onSettled: () => setRevoking(null) })}
        />
      )}
    </div>
  );
}

function KeyState({ apiKey: { revokedAt, expiresAt } }: { apiKey: ApiKey }) {
  if (revokedAt !== null) {
    return (
      <>
        revoked <Time at={revokedAt} style="day" />
      </>
    );
  }
  if (expiresAt === null) return "no expiry";
  return (
    <>
      {new Date(expiresAt) > new Date() ? "until" : "expired"} <Time at={expiresAt} style="day" />
    </>
  );
}
