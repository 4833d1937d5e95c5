import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Database } from "../../../drizzle/client";
import { alertChannels } from "../../../drizzle/schema";
import { type ChannelSecret, fingerprintOf, sealChannel } from "../../alerts/channel-secret";
import { makeSigningSecret } from "../../alerts/signature";
import { alertChannelWithSecretSchema, createAlertChannelSchema } from "../../contract/admin/alert-channels";
import { FEED_START } from "../../contract/event-feed";
import { sequenceBatches } from "../../events/feed";
import { feedHead } from "../../metrics/event-feed";
import { change } from "../change";
import { defineEndpoint } from "../endpoint";
import { firstRow } from "../rows";
import { refuseTakenName } from "../unique-name";
import { auditedChannel, findChannel } from "./public-channel";

export const createAlertChannel = defineEndpoint({
  method: "POST",
  path: "/api/alert-channels",
  summary: "Add a receiver; the answer holds the signing secret of a webhook, once",
  permission: "alerts:write",
  body: createAlertChannelSchema,
  response: alertChannelWithSecretSchema,
  status: 201,
  run: (context) => {
    const work = change(context, { configuration: false }, async (tx) => {
      const { name, settings } = context.body;
      const { secret, shown } = halvesOf(settings);
      const sealId = randomUUID();
      const sealed = await sealChannel(tx, sealId, secret);
      const cursor = settings.kind === "events" ? await cursorOf(tx, settings.start) : null;
      const values = { name, kind: settings.kind, ...shown, sealed, sealId, cursorPosition: cursor?.position ?? null };
      const rows = await tx
        .insert(alertChannels)
        .values({ ...values, createdBy: context.principal.name, createdAt: context.now })
        .returning({ id: alertChannels.id });
      const channel = await findChannel(tx, firstRow(rows).id);
      const audit = { action: "alert-channel.create", entity: `alert-channel:${channel.id}` };
      const signingSecret = "signingSecret" in secret ? secret.signingSecret : null;
      return { answer: { channel, signingSecret }, audit: { ...audit, after: auditedChannel(channel) } };
    });
    return refuseTakenName(work, "a channel");
  },
});

type Settings = z.output<typeof createAlertChannelSchema>["settings"];

interface Halves {
  readonly secret: ChannelSecret;
  readonly shown: { readonly target: string; readonly fingerprint: string | null; readonly filter: string | null };
}

/** What is sealed of a channel, and what may be shown of it. */
function halvesOf(settings: Settings): Halves {
  if (settings.kind === "email") {
    return { secret: settings, shown: { target: settings.to.join(", "), fingerprint: null, filter: null } };
  }
  const { kind, url } = settings;
  const target = new URL(url).host;
  if (kind === "slack") return { secret: { kind, url }, shown: { target, fingerprint: null, filter: null } };
  const signingSecret = makeSigningSecret();
  const filter = settings.kind === "events" ? settings.filter : null;
  return { secret: { kind, url, signingSecret }, shown: { target, fingerprint: fingerprintOf(signingSecret), filter } };
}

async function cursorOf(db: Database, start: "now" | "beginning") {
  if (start === "beginning") return FEED_START;
  await sequenceBatches(db);
  return feedHead(db);
}
