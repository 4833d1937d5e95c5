import { setTimeout } from "node:timers/promises";
import type { Transport } from "@attestry/sdk";
import { z } from "zod";
import { PLATFORMS, type Platform } from "../lib/contract/evidence";
import type { TestApp } from "../lib/contract/protocol";
import { FleetError } from "./fleet-error";

const testApps = z.array(
  z.object({
    app: z.string(),
    platform: z.enum(PLATFORMS),
    name: z.string(),
    acceptsTestTraffic: z.boolean(),
    builds: z.array(
      z.object({
        versionName: z.string(),
        versionCode: z.number(),
        signerDigests: z.array(z.string()),
        teamId: z.string().nullable(),
      }),
    ),
  }),
);

export interface AppChoice {
  readonly app?: string | undefined;
  readonly platform?: Platform | undefined;
}

const REGISTER =
  "register an app first: upload a build in the console (Apps), or run\n" +
  '      npx attestry app add app.apk --name "My app" --url CONSOLE_URL --api-key KEY';

/** By then what was registered a moment ago is in force at every worker, on a busy machine too. */
const SETTLED_MS = 3000;
const ASK_AGAIN_MS = 200;

/**
 * The registered apps that phones can play. Whoever registers an app and starts phones at once waits a moment; throws a
 * `FleetError` that says what to do when there is none even then.
 */
export async function fetchApps(url: string, transport: Transport, choice: AppChoice): Promise<TestApp[]> {
  const deadline = performance.now() + SETTLED_MS;
  for (;;) {
    const playable = choose(await requestApps(url, transport), choice);
    if (!(playable instanceof FleetError)) return playable;
    if (performance.now() > deadline) throw playable;
    await setTimeout(ASK_AGAIN_MS);
  }
}

function choose(registered: readonly TestApp[], choice: AppChoice): TestApp[] | FleetError {
  const chosen = registered.filter(
    ({ app, platform }) =>
      (choice.app === undefined || choice.app === app) &&
      (choice.platform === undefined || choice.platform === platform),
  );
  if (registered.length === 0) return new FleetError("no app is registered", REGISTER);
  if (chosen.length === 0) {
    const known = registered.map(({ app, platform }) => `${app} (${platform})`).join(", ");
    return new FleetError("no registered app fits --app and --platform", `registered are ${known}`);
  }
  const built = chosen.filter(({ builds }) => builds.length > 0);
  if (built.length === 0) return new FleetError("no build of the app is registered", REGISTER);
  const open = built.filter(({ acceptsTestTraffic }) => acceptsTestTraffic);
  if (open.length === 0) {
    return new FleetError("the app refuses test traffic", "switch test traffic on for it in the console (Apps)");
  }
  return open;
}

async function requestApps(url: string, transport: Transport): Promise<TestApp[]> {
  const answer = await transport({
    method: "GET",
    url: `${url}/v1/test/apps`,
    headers: {},
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new FleetError(`no data plane answers at ${url}`, "start Attestry first: npm start; or give --url", cause);
  });
  if (answer.status === 401) {
    throw new FleetError(
      "the test key is not this deployment's",
      "set ATTESTRY_TEST_KEY, or ATTESTRY_DATA_DIR to the data directory of the service",
    );
  }
  if (answer.status !== 200) throw new FleetError(`${url}/v1/test/apps answered ${answer.status}`, "is it Attestry?");
  return testApps.parse(JSON.parse(answer.body));
}
