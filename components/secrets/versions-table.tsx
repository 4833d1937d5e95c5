"use client";
import type { Secret, SecretAdoption, SecretVersion } from "@/lib/contract/admin/secrets";
import { SeverityGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";
import { formatDuration, useFormats } from "../ui/format";
import { RowActions } from "../ui/row-actions";
import { Section } from "../ui/section";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { VersionState } from "./version-state";
import { fingerprintText } from "./words";

export interface VersionActs {
  readonly onRevoke: (version: SecretVersion) => void;
  readonly onRollBack: (version: SecretVersion) => void;
}

/** Every version with its state, its maker, and how many instances hold it. */
export function VersionsTable({
  secret,
  adoption,
  acts,
}: {
  secret: Secret;
  adoption: SecretAdoption | undefined;
  acts: VersionActs | null;
}) {
  return (
    <Section title="Versions" unit="values are sealed; nobody can read them back here">
      <Table label="Versions">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">State</th>
            <th scope="col" className="max-phone:hidden">
              Fingerprint
            </th>
            <th scope="col" className="max-phone:hidden">
              From
            </th>
            <th scope="col" className="max-phone:hidden">
              By
            </th>
            <th scope="col" className="max-phone:hidden">
              Last delivered
            </th>
            <th scope="col" className="num">
              Instances, 24 h
            </th>
            {acts && (
              <th scope="col">
                <span className="sr-only">Acts</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {secret.versions.map((version) => (
            <VersionRow key={version.id} version={version} adoption={adoption} acts={acts} />
          ))}
        </tbody>
      </Table>
      <RetiredUses secret={secret} adoption={adoption} />
    </Section>
  );
}

function VersionRow({
  version,
  adoption,
  acts,
}: {
  version: SecretVersion;
  adoption: SecretAdoption | undefined;
  acts: VersionActs | null;
}) {
  const formats = useFormats();
  const { state } = version;
  const held = adoption?.versions.find(({ id }) => id === version.id);
  return (
    <tr>
      <td className="font-semibold">{version.version}</td>
      <td>
        <VersionState version={version} />
        {version.note !== "" && <span className="block max-w-48 text-ink3 text-note">{version.note}</span>}
        {version.revokeReason !== null && <span className="block text-ink3 text-note">{version.revokeReason}</span>}
      </td>
      <td className="whitespace-nowrap font-mono text-note! max-phone:hidden">
        {fingerprintText(version.fingerprint)}
      </td>
      <td className="whitespace-nowrap max-phone:hidden">
        <Time at={version.activeFrom} />
      </td>
      <td className="min-w-36 wrap-anywhere text-ink2! max-phone:hidden">{version.createdBy}</td>
      <td className="whitespace-nowrap max-phone:hidden">
        {held?.lastDeliveredAt == null ? (
          <span className="text-ink3">never</span>
        ) : (
          <Ago at={held.lastDeliveredAt} now={adoption?.asOf ?? held.lastDeliveredAt} />
        )}
      </td>
      <td className="num font-semibold">{held ? formats.count(held.instances) : "–"}</td>
      {acts && (
        <td className="num">
          <RowActions>
            {(state === "retired" || state === "overlapping") && (
              <LinkButton onClick={() => acts.onRollBack(version)}>
                Roll back<span className="sr-only"> to version {version.version}</span>
              </LinkButton>
            )}
            {state !== "revoked" && (
              <LinkButton className="text-crit" onClick={() => acts.onRevoke(version)}>
                {state === "scheduled" ? "Cancel" : "Revoke"}
                <span className="sr-only"> version {version.version}</span>
              </LinkButton>
            )}
          </RowActions>
        </td>
      )}
    </tr>
  );
}

/** `now` within the last seconds, `4 s ago` within the hour, else the moment. */
function Ago({ at, now }: { at: string; now: string }) {
  const seconds = (Date.parse(now) - Date.parse(at)) / 1000;
  if (seconds < 3) return <b>now</b>;
  if (seconds < 3600) return <>{formatDuration(seconds)} ago</>;
  return <Time at={at} />;
}

/** The alarm: somebody used a version after its end. */
function RetiredUses({ secret, adoption }: { secret: Secret; adoption: SecretAdoption | undefined }) {
  const formats = useFormats();
  const ended = secret.versions.filter(({ state }) => state === "retired" || state === "revoked").map(({ id }) => id);
  const used = (adoption?.versions ?? []).filter(({ id, retiredUses }) => ended.includes(id) && retiredUses > 0);
  return used.map(({ id, version, retiredUses, lastRetiredUseAt }) => (
    <p key={id} role="alert" className="mt-2 flex gap-2">
      <SeverityGlyph severity="warning" className="mt-[3px] size-3.5" />
      <span>
        <b>
          Version {version} was used after its end by {formats.count(retiredUses)}{" "}
          {retiredUses === 1 ? "instance" : "instances"}
        </b>
        {lastRetiredUseAt !== null && (
          <>
            , last <Time at={lastRetiredUseAt} />
          </>
        )}
        . They had been given it before; they lose it at their next attestation.
      </span>
    </p>
  ));
}
