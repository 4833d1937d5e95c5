"use client";
import { useState } from "react";
import type { ApiDomain, TokenKey } from "@/lib/contract/admin/api-domains";
import { useMay } from "../account/me";
import { Done } from "../forms/done";
import { Problem } from "../forms/problem";
import { useRevokeKey } from "../queries/api-domains";
import { LinkButton } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { ConfirmDialog } from "../ui/dialog";
import { Code } from "../ui/note";
import { Section } from "../ui/section";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { KeyState } from "./key-state";

/** The signing keys of an API; secrets can't be read back. */
export function KeysSection({ domain }: { domain: ApiDomain }) {
  const may = useMay("api-domains:write");
  const revoke = useRevokeKey(domain.id);
  const [revoking, setRevoking] = useState<TokenKey | null>(null);
  const heirs = domain.keys.filter(({ state }) => state === "current" || state === "next");
  const canRevoke = (key: TokenKey) => key.state !== "retired" && heirs.some(({ kid }) => kid !== key.kid);
  const publicKey = domain.keys.find(({ state, publicPem }) => state === "current" && publicPem !== null);
  return (
    <Section title="Keys" unit="secrets are sealed; nobody can read them back here">
      <Table label="Keys">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Fingerprint</th>
            <th scope="col">Algorithm</th>
            <th scope="col" className="max-phone:hidden">
              Made
            </th>
            <th scope="col" className="max-phone:hidden">
              Signs until
            </th>
            <th scope="col" className="max-phone:hidden">
              Accepted until
            </th>
            {may && (
              <th scope="col">
                <span className="sr-only">Change</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {domain.keys.map((key) => (
            <tr key={key.kid}>
              <td className={key.state === "current" ? "font-semibold" : undefined}>
                <KeyState state={key.state} />
              </td>
              <td className="font-mono text-note!" title={`kid ${key.kid}`}>
                {key.fingerprint}
              </td>
              <td>{key.algorithm}</td>
              <td className="max-phone:hidden">
                <Time at={key.createdAt} />
              </td>
              <td className="max-phone:hidden">{key.supersededAt === null ? "–" : <Time at={key.supersededAt} />}</td>
              <td className="max-phone:hidden">{key.retiresAt === null ? "–" : <Time at={key.retiresAt} />}</td>
              {may && (
                <td className="num">
                  {canRevoke(key) && (
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
      <div className="mt-2 grid gap-2">
        <Problem error={revoke.error} />
        {revoke.isSuccess && <Done>The key is revoked. It signs no longer and is published nowhere.</Done>}
      </div>
      {publicKey?.publicPem && (
        <div className="mt-4">
          <div className="mb-1 flex items-baseline justify-between gap-4">
            <span className="font-medium">Public key</span>
            <CopyButton look="link" text={publicKey.publicPem} />
          </div>
          <Code label="Public key">{publicKey.publicPem}</Code>
          <p className="mt-1 text-ink3">
            Also in the key set, as kid <span className="font-mono text-note">{publicKey.kid}</span>.
          </p>
        </div>
      )}
      {revoking && (
        <ConfirmDialog
          open
          onOpenChange={() => setRevoking(null)}
          title={`Revoke the key ${revoking.fingerprint} now?`}
          impact={
            <>
              <b>Tokens that it signed are refused as soon as backends drop it.</b> Instances get tokens of the other
              key at their next attestation, most within 5 min; until then their calls fail. This can’t be undone.
            </>
          }
          name={domain.domain}
          act="Revoke the key"
          keep="Keep it"
          pending={revoke.isPending}
          onConfirm={() => revoke.mutate(revoking.kid, { onSettled: () => setRevoking(null) })}
        />
      )}
    </Section>
  );
}
