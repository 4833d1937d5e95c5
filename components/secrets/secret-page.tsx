"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Secret, SecretAdoption, SecretVersion } from "@/lib/contract/admin/secrets";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { useFilter } from "../filter/use-filter";
import { PageHeader } from "../frame/page-header";
import { adoptionQuery, secretQuery } from "../queries/secrets";
import { useFormats } from "../ui/format";
import { Lead } from "../ui/page";
import { Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { AdoptionSection } from "./adoption-section";
import { RetirePanel } from "./retire-panel";
import { RevokeDialog } from "./revoke-dialog";
import { RollBackDialog } from "./roll-back-dialog";
import { RotateForm } from "./rotate-form";
import { SecretSettings } from "./secret-settings";
import { Stragglers } from "./stragglers";
import { VaultNote } from "./vault-note";
import { VersionsTable } from "./versions-table";
import { WatchStatus } from "./watch-status";
import { currentVersion } from "./words";

/** One secret: its rotation, live. */
export function SecretPage({ id }: { id: number }) {
  const { filter } = useFilter();
  const secret = useQuery(secretQuery(id));
  const adoption = useQuery(adoptionQuery(id, filter.test));
  return (
    <>
      <PageHeader
        title={secret.data?.name ?? "Secret"}
        parent={{ title: "Secrets", href: "/secrets" }}
        status={
          <WatchStatus
            asOf={adoption.dataUpdatedAt}
            failed={adoption.failureCount > 0 || secret.failureCount > 0}
            onRetry={() => void adoption.refetch()}
          />
        }
        testTraffic
      />
      <main id="main">
        {!secret.data && !secret.error && <Loading height={480} what="Reading the secret" />}
        {!secret.data && secret.error && (
          <Failure height={240} error={secret.error} onRetry={() => void secret.refetch()} />
        )}
        {secret.data && <Known secret={secret.data} adoption={adoption.data} />}
      </main>
    </>
  );
}

function Known({ secret, adoption }: { secret: Secret; adoption: SecretAdoption | undefined }) {
  const may = useMay("secrets:write");
  const [revoking, setRevoking] = useState<SecretVersion | null>(null);
  const [rollingBack, setRollingBack] = useState<SecretVersion | null>(null);
  const first = currentVersion(secret) ?? secret.versions[0];
  return (
    <>
      <Summary secret={secret} adoption={adoption} />
      <VaultNote />
      <NeedsRole permission="secrets:write" to="rotate it" />
      <div className="grid-page">
        {may && (
          <div className="wide:col-span-4!">
            <RotateForm secret={secret} adoption={adoption} onRevoke={() => setRevoking(first ?? null)} />
          </div>
        )}
        <div
          className={may ? "grid content-start gap-9 wide:col-span-8!" : "grid content-start gap-9 wide:col-span-12!"}
        >
          {adoption ? (
            <AdoptionSection secret={secret} adoption={adoption} />
          ) : (
            <Loading height={300} what="Counting the active instances" />
          )}
          <VersionsTable
            secret={secret}
            adoption={adoption}
            acts={may ? { onRevoke: setRevoking, onRollBack: setRollingBack } : null}
          />
        </div>
        {adoption && (
          <div className="wide:col-span-7!">
            <Stragglers adoption={adoption} />
          </div>
        )}
        <div className="grid content-start gap-9 wide:col-span-5!">
          {adoption?.retire && <RetirePanel secret={secret} adoption={{ ...adoption, retire: adoption.retire }} />}
          <SecretSettings secret={secret} />
        </div>
      </div>
      {revoking && (
        <RevokeDialog
          secret={secret}
          adoption={adoption}
          initial={revoking.version}
          onClose={() => setRevoking(null)}
        />
      )}
      {rollingBack && <RollBackDialog secret={secret} target={rollingBack} onClose={() => setRollingBack(null)} />}
    </>
  );
}

/** The sentence that matters: what is out, what still answers, what comes. */
function Summary({ secret, adoption }: { secret: Secret; adoption: SecretAdoption | undefined }) {
  const formats = useFormats();
  const current = currentVersion(secret);
  const scheduled = secret.versions.find(({ state }) => state === "scheduled");
  const overlapping = secret.versions.find(({ state, id }) => state === "overlapping" && id !== current?.id);
  const held = adoption?.versions.find(({ id }) => id === current?.id)?.instances ?? 0;
  const share = adoption === undefined || adoption.active === 0 ? null : held / adoption.active;
  return (
    <Lead>
      <b>
        {current === undefined && "No version is handed out."}
        {current !== undefined && share === null && `Version ${current.version} is live; nobody active holds it yet.`}
        {current !== undefined &&
          share !== null &&
          `Version ${current.version} is on ${formats.share(share)} of active instances.`}
      </b>{" "}
      {overlapping?.endsAt != null && (
        <>
          Version {overlapping.version} still answers until <Time at={overlapping.endsAt} />.{" "}
        </>
      )}
      {scheduled && (
        <>
          Version {scheduled.version} goes live <Time at={scheduled.activeFrom} />.{" "}
        </>
      )}
      Sent to <span className="break-words font-mono text-body">{secret.domains.join(", ")}</span> only.
    </Lead>
  );
}
