"use client";
import { useState } from "react";
import type { Build } from "@/lib/contract/admin/apps";
import type { BuildChange } from "../queries/builds";
import { LinkButton } from "../ui/button";
import { Tag } from "../ui/chip";
import { Digest } from "../ui/digest";
import { useFormats } from "../ui/format";
import { RowActions } from "../ui/row-actions";
import { Time } from "../ui/time";
import { ExpireBuild } from "./expire-build";
import type { VersionInstances } from "./version-instances";

const SOURCES: Readonly<Record<string, string>> = {
  apk: "APK",
  "apk-set": "split APKs",
  aab: "AAB",
  ipa: "IPA",
  app: ".app",
  manual: "by hand",
};

/** One registered build; the handlers are there for those who may change it. */
export function BuildRow({
  build,
  active,
  onRevoke,
  onChange,
  busy = false,
}: {
  build: Build;
  active: VersionInstances;
  onRevoke?: () => void;
  onChange?: (change: BuildChange) => void;
  busy?: boolean;
}) {
  const formats = useFormats();
  const [expiring, setExpiring] = useState(false);
  const { revokedAt, details } = build;
  return (
    <tr className={revokedAt === null ? undefined : "[&_td]:text-ink3!"}>
      <td>
        <span className="font-semibold">{build.versionName}</span>{" "}
        <span className="text-ink3">({build.versionCode})</span>{" "}
        {details.debuggable === true && <Tag tone="warn">debuggable</Tag>}
        <span className="block text-ink3 text-note phone:hidden">
          <State build={build} />
        </span>
      </td>
      <td className="max-phone:hidden">
        {build.signerDigests.map((hex) => (
          <Digest key={hex} hex={hex} className="flex" />
        ))}
        {build.teamId !== null && (
          <>
            Team <span className="font-mono text-note">{build.teamId}</span>
          </>
        )}
      </td>
      <td className="max-phone:hidden">
        {SOURCES[build.source] ?? build.source}, <Time at={build.createdAt} style="day" />
        <span className="block break-all text-ink3 text-note">{build.registeredBy}</span>
      </td>
      <td className="num">{formats.estimate(active.instances, active.approximate)}</td>
      <td className="pl-4! max-phone:hidden">
        <State build={build} />
      </td>
      {onChange && onRevoke && (
        <td className="num">
          {revokedAt === null ? (
            <RowActions>
              <LinkButton onClick={() => setExpiring(true)}>Expire</LinkButton>
              <LinkButton className="text-crit" onClick={onRevoke}>
                Revoke
              </LinkButton>
            </RowActions>
          ) : (
            <LinkButton disabled={busy} onClick={() => onChange({ act: "restore", id: build.id })}>
              Restore
            </LinkButton>
          )}
          {expiring && <ExpireBuild build={build} onClose={() => setExpiring(false)} />}
        </td>
      )}
    </tr>
  );
}

function State({ build: { revokedAt, expiresAt } }: { build: Build }) {
  if (revokedAt !== null) {
    return (
      <>
        revoked <Time at={revokedAt} style="day" />
      </>
    );
  }
  if (expiresAt === null) return "registered";
  return (
    <>
      {new Date(expiresAt) > new Date() ? "until" : "expired"} <Time at={expiresAt} />
    </>
  );
}
