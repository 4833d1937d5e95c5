import type { App } from "../../lib/contract/admin/apps";
import { type Secret, secretsSchema } from "../../lib/contract/admin/secrets";
import { askConsole, ConsoleError, type ConsoleOptions } from "../console-api";

/** The secret of this name that is for an app, or null. */
export async function secretOf(options: ConsoleOptions, app: App, name: string): Promise<Secret | null> {
  const { secrets } = await askConsole(options, "/api/secrets", secretsSchema);
  return secrets.find((secret) => secret.name === name && secret.scopes.some(({ appId }) => appId === app.id)) ?? null;
}

/** The same; throws a ConsoleError when there is none. */
export async function findSecret(options: ConsoleOptions, app: App, name: string): Promise<Secret> {
  const secret = await secretOf(options, app, name);
  if (secret !== null) return secret;
  throw new ConsoleError("not_found", `${app.appId} has no secret ${name}`, "attestry secret list shows what there is");
}
