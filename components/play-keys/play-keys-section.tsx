"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { App } from "@/lib/contract/admin/apps";
import type { PlayKeySet } from "@/lib/contract/admin/play-keys";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Problem } from "../forms/problem";
import { playKeysQuery, usePlayKeysChange } from "../queries/play-keys";
import { LinkButton } from "../ui/button";
import { Rows, Section } from "../ui/section";
import { Failure, Loading } from "../ui/states";
import { Time } from "../ui/time";
import { PlayKeysForm } from "./play-keys-form";
import { RevokePlayKeys } from "./revoke-play-keys";

/** The keys that open an app's Play Integrity tokens: which there are, and a form for new ones. */
export function PlayKeysSection({ app }: { app: App }) {
  const may = useMay("secrets:write");
  const { data, error, refetch } = useQuery(playKeysQuery(app.id));
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<PlayKeySet | null>(null);
  const change = usePlayKeysChange(app.id);
  const live = data?.keys.filter(({ revokedAt }) => revokedAt === null) ?? [];
  return (
    <Section title="Play Integrity keys" unit="to open verdicts here" className="wide:col-span-4">
      {!data && !error && <Loading height={90} what="Reading the keys" />}
      {!data && error && <Failure height={90} error={error} onRetry={() => void refetch()} />}
      {data && live.length === 0 && (
        <p className="text-ink2">None. Tokens are refused, unless Google decodes them by a service account.</p>
      )}
      <Rows>
        {live.map((set) => (
          <li key={set.id} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>
              <span className="font-mono text-note">{set.fingerprint}</span>{" "}
              <span className="text-ink3">
                since <Time at={set.createdAt} style="day" />, {set.createdBy}
              </span>
            </span>
            {may && (
              <LinkButton onClick={() => setAsked(set)}>
                Revoke<span className="sr-only"> {set.fingerprint}</span>
              </LinkButton>
            )}
          </li>
        ))}
      </Rows>
      <Problem error={change.error} />
      {asked && (
        <RevokePlayKeys
          app={app}
          keys={asked}
          isLast={live.length === 1}
          pending={change.isPending}
          onKeep={() => setAsked(null)}
          onRevoke={() => change.mutate({ act: "revoke", id: asked.id }, { onSettled: () => setAsked(null) })}
        />
      )}
      {may && data?.seal && !open && (
        <p className="mt-2">
          <LinkButton inText onClick={() => setOpen(true)}>
            Store keys
          </LinkButton>{" "}
          <span className="text-ink2">from the Play Console</span>
        </p>
      )}
      {may && data?.seal && open && <PlayKeysForm appId={app.id} seal={data.seal} onClose={() => setOpen(false)} />}
      {!may && <NeedsRole permission="secrets:write" to="change them" />}
    </Section>
  );
}
