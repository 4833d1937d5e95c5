import type { Page } from "playwright/test";
import { get, post } from "./console";

/** Every page of the console, with the names of its subjects in braces. */
export const PAGES = [
  "/",
  "/?test=1&range=15m",
  "/rejections?test=1&range=15m",
  "/attestations?test=1&range=15m",
  "/instances?test=1&range=24h",
  "/instances/{instance}",
  "/attestations/{event}",
  "/get-started",
  "/apps",
  "/apps/new",
  "/apps/{app}",
  "/api-domains/new",
  "/api-domains/{domain}",
  "/policies",
  "/policies/{app}",
  "/policies/{app}?test=1",
  "/policies/{app}/compare?from=1&to=1",
  "/policies/{app}/versions/{version}",
  "/secrets",
  "/secrets/new",
  "/secrets/import",
  "/alerts",
  "/alerts/channels",
  "/alerts/new?test=1",
  "/alerts/{rule}",
  "/audit",
  "/settings",
  "/settings/people",
  "/settings/api-keys",
  "/settings/history",
  "/settings/trust-anchors",
  "/settings/about",
] as const;

/** What the pages in braces show. */
export type Subjects = Readonly<Record<"app" | "version" | "domain" | "rule" | "event" | "instance", string | number>>;

/** An app, an API domain, a rule, an attestation and an installation to look at, whatever other tests left. */
export async function findSubjects(page: Page): Promise<Subjects> {
  const unique = crypto.randomUUID().slice(0, 8);
  const { apps } = await get<{ apps: { id: number }[] }>(page, "/api/apps");
  const { apiDomains } = await get<{ apiDomains: { id: number }[] }>(page, "/api/api-domains");
  const { rules } = await get<{ rules: { id: number }[] }>(page, "/api/alert-rules");
  const app =
    apps[0] ?? (await make(page, "/api/apps", { platform: "ios", appId: `com.example.${unique}`, name: unique }));
  const domain =
    apiDomains[0] ??
    (await post<{ apiDomain: { id: number } }>(page, "/api/api-domains", { domain: `${unique}.example` })).apiDomain;
  const rule = rules[0] ?? (await make(page, "/api/alert-rules", { name: unique, definition: DEFINITION }));
  const query = "test=1&range=90d&limit=1";
  const { instances } = await get<{ instances: { instanceId: string }[] }>(page, `/api/instances?${query}`);
  const { events } = await get<{ events: { id: string }[] }>(page, `/api/events?${query}`);
  const [instance, event] = [instances[0]?.instanceId, events[0]?.id];
  if (instance === undefined || event === undefined) throw new Error("the first run left no attestation");
  return { app: app.id, version: 1, domain: domain.id, rule: rule.id, event, instance };
}

const DEFINITION = { metric: "rejection-rate", condition: { kind: "threshold", direction: "above", value: 0.9 } };

async function make(page: Page, path: string, data: unknown): Promise<{ id: number }> {
  return await post<{ id: number }>(page, path, data);
}

/** The path of a page, with the subjects in their places. */
export function pathOf(template: string, subjects: Subjects): string {
  const names: Readonly<Record<string, string | number>> = subjects;
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(names[name] ?? ""));
}
