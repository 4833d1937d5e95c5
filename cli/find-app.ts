import { type App, appsSchema } from "../lib/contract/admin/apps";
import { askConsole, ConsoleError, type ConsoleOptions } from "./console-api";

/** The registered app with this package name or bundle id. Throws a ConsoleError when there is none, or two. */
export async function findApp(
  options: ConsoleOptions & { readonly platform?: string | undefined },
  appId: string,
): Promise<App> {
  const { apps } = await askConsole(options, "/api/apps", appsSchema);
  const named = apps.filter((app) => app.appId === appId && (options.platform ?? app.platform) === app.platform);
  const [app, ...others] = named;
  if (app === undefined) {
    throw new ConsoleError("not_found", `there is no app ${appId}`, "attestry app list shows the registered ones");
  }
  if (others.length === 0) return app;
  throw new ConsoleError(
    "invalid_request",
    `${appId} is registered on several platforms`,
    "add --platform android or ios",
  );
}
