import { resolve } from "node:path";
import { systemClock } from "../../clock";
import type { Config } from "../../config";
import { FleetProcess } from "./fleet-process";

/** On globalThis because development reloads modules but not the process, and the child must stay in sight. */
const shared: typeof globalThis & { attestryFleet?: FleetProcess } = globalThis;

/** The console's one fleet, made on first use. */
export function consoleFleet({ dataDir, dataplaneUrl, testKey }: Config): FleetProcess {
  shared.attestryFleet ??= new FleetProcess({
    program: resolve("dist/fleet.mjs"),
    environment: {
      ATTESTRY_DATA_DIR: dataDir,
      DATAPLANE_URL: dataplaneUrl,
      ...(testKey === null ? {} : { ATTESTRY_TEST_KEY: testKey }),
    },
    clock: systemClock,
  });
  return shared.attestryFleet;
}
