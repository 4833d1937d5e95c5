import { consoleConnection } from "../../../drizzle/console";
import { systemClock } from "../../clock";
import { config, requireDatabaseUrl } from "../../config";
import { createLog } from "../../log";
import { livePatch } from "../live-patch";
import { LiveHub } from "./hub";
import { listen } from "./listener";

/** On globalThis because development reloads modules but not the process, and each reload would open a new connection. */
const shared: typeof globalThis & { attestryLiveHub?: LiveHub } = globalThis;

/** The console's one hub and its one listening connection, made on first use. */
export function consoleHub(): LiveHub {
  if (shared.attestryLiveHub === undefined) {
    const log = createLog("console");
    const hub = new LiveHub({
      patch: (filter, now, since) => livePatch(consoleConnection().db, filter, now, since),
      clock: systemClock,
      log,
    });
    listen(
      requireDatabaseUrl(config()),
      { onWake: () => hub.wake(), onListening: (listening) => hub.setListening(listening) },
      log,
    );
    shared.attestryLiveHub = hub;
  }
  return shared.attestryLiveHub;
}
