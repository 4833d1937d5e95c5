"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AlertChannel } from "@/lib/contract/admin/alert-channels";
import { useMay } from "../account/me";
import { NeedsRole } from "../account/needs-role";
import { Problem } from "../forms/problem";
import { alertChannelsQuery, useDeleteChannel, useTestChannel, useUpdateChannel } from "../queries/alerts";
import { OutcomeGlyph, SeverityGlyph } from "../signals/glyphs";
import { LinkButton } from "../ui/button";
import { ConfirmDialog } from "../ui/dialog";
import { useFormats } from "../ui/format";
import { Menu, MenuItem } from "../ui/menu";
import { RowActions } from "../ui/row-actions";
import { Section } from "../ui/section";
import { Empty, Failure, Loading } from "../ui/states";
import { Table } from "../ui/table";
import { Time } from "../ui/time";
import { AlertsFrame } from "./alerts-frame";
import { ChannelForm } from "./channel-form";
import { DeliveryLog } from "./delivery-log";
import { CHANNEL_WORDS } from "./words";

/** Where notifications go, with what became of each. */
export function ChannelsPage() {
  const may = useMay("alerts:write");
  const { data: channels, error, refetch } = useQuery(alertChannelsQuery);
  const [opened, setOpened] = useState<number | null>(null);
  const shown = channels?.find(({ id }) => id === opened) ?? null;
  return (
    <AlertsFrame title="Alerts">
      <div className="grid-page gap-y-8!">
        <div className="grid content-start gap-y-8 wide:col-span-8!">
          <Section title="Channels" unit="their secrets are sealed, and never shown">
            {!channels && !error && <Loading height={200} what="Reading the channels" />}
            {!channels && error && <Failure error={error} onRetry={() => void refetch()} />}
            {channels?.length === 0 && (
              <Empty title="Nobody is told yet">Alerts show in the console only until there is a channel.</Empty>
            )}
            {channels && channels.length > 0 && (
              <ChannelTable channels={channels} opened={opened} onOpen={setOpened} may={may} />
            )}
          </Section>
          {shown && <DeliveryLog channel={shown} />}
        </div>
        <Section title="Add a channel" className="wide:col-span-4!">
          {may ? <ChannelForm onCreated={setOpened} /> : <NeedsRole permission="alerts:write" to="add a channel" />}
        </Section>
      </div>
    </AlertsFrame>
  );
}

function ChannelTable({
  channels,
  opened,
  onOpen,
  may,
}: {
  channels: readonly AlertChannel[];
  opened: number | null;
  onOpen: (id: number | null) => void;
  may: boolean;
}) {
  const test = useTestChannel();
  const update = useUpdateChannel();
  const [deleting, setDeleting] = useState<AlertChannel | null>(null);
  return (
    <>
      <Table label="Channels">
        <thead>
          <tr>
            <th scope="col">Channel</th>
            <th scope="col" className="max-phone:hidden">
              Told by
            </th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="sr-only">Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel.id} data-marked={channel.id === opened ? true : undefined}>
              <td>
                <span className="font-semibold">{channel.name}</span>
                <span className="block break-words text-ink3 text-note">
                  {CHANNEL_WORDS[channel.kind].title}, {channel.target}
                </span>
              </td>
              <td className="text-ink2! max-phone:hidden">
                {channel.kind === "events" ? "every event" : channel.rules.join(", ") || "no rule"}
              </td>
              <td>
                <ChannelState channel={channel} />
              </td>
              <td className="num phone:[&>span]:flex-nowrap">
                <RowActions>
                  {may && channel.enabled && (
                    <LinkButton
                      aria-label={`Send a test to ${channel.name}`}
                      disabled={test.isPending}
                      onClick={() => test.mutate(channel.id, { onSuccess: () => onOpen(channel.id) })}
                    >
                      Test
                    </LinkButton>
                  )}
                  <LinkButton
                    aria-expanded={channel.id === opened}
                    aria-label={`Log of ${channel.name}`}
                    onClick={() => onOpen(channel.id === opened ? null : channel.id)}
                  >
                    Log
                  </LinkButton>
                  {may && (
                    <Menu
                      align="end"
                      trigger={<LinkButton aria-label={`More acts on ${channel.name}`}>More</LinkButton>}
                    >
                      <MenuItem onSelect={() => update.mutate({ id: channel.id, enabled: !channel.enabled })}>
                        {channel.enabled ? "Switch off" : "Switch on"}
                      </MenuItem>
                      <MenuItem className="text-crit" onSelect={() => setDeleting(channel)}>
                        Delete
                      </MenuItem>
                    </Menu>
                  )}
                </RowActions>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Problem error={test.error ?? update.error} />
      {deleting && <DeleteChannel channel={deleting} onClose={() => setDeleting(null)} />}
    </>
  );
}

function DeleteChannel({ channel, onClose }: { channel: AlertChannel; onClose: () => void }) {
  const formats = useFormats();
  const remove = useDeleteChannel();
  const { id, name, rules, waiting } = channel;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Delete ${name}?`}
      impact={
        <>
          {rules.length > 0 ? (
            <b>
              {rules.join(", ")} {rules.length === 1 ? "tells" : "tell"} it nothing any more.
            </b>
          ) : (
            "No rule tells it anything."
          )}{" "}
          {waiting > 0 && `${formats.count(waiting)} waiting messages are given up. `}
          Its secrets are destroyed.
          <Problem error={remove.error} />
        </>
      }
      name={name}
      act={`Delete ${name}`}
      keep="Keep it"
      pending={remove.isPending}
      onConfirm={() => remove.mutate(id, { onSuccess: onClose })}
    />
  );
}

function ChannelState({ channel }: { channel: AlertChannel }) {
  const formats = useFormats();
  const { enabled, waiting, lastFailure, lastDeliveredAt } = channel;
  if (!enabled) return <>switched off{waiting > 0 && `, ${formats.count(waiting)} waiting`}</>;
  if (lastFailure !== null) {
    return (
      <span className="inline-flex gap-2">
        <SeverityGlyph severity="warning" className="mt-[3px]" />
        <span>
          {lastFailure}
          {waiting > 0 && <span className="block text-ink3 text-note">{formats.count(waiting)} waiting</span>}
        </span>
      </span>
    );
  }
  if (lastDeliveredAt === null) return "nothing sent yet";
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <OutcomeGlyph outcome="pass" />
      <Time at={lastDeliveredAt} />
    </span>
  );
}
