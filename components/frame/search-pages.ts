import { SETTINGS_PAGES } from "../settings/pages";
import { NAVIGATION } from "./navigation";

export interface SearchPage {
  readonly title: string;
  /** Under what it is found in the console. */
  readonly note: string;
  readonly href: string;
}

/** Every page that needs no id, the ones of the side navigation first. */
export const SEARCH_PAGES: readonly SearchPage[] = [
  ...NAVIGATION.flatMap((group) => group.pages.map(({ title, href }) => ({ title, href, note: group.title }))),
  { title: "Get started", note: "Watch", href: "/get-started" },
  { title: "New alert rule", note: "Alerts", href: "/alerts/new" },
  { title: "Channels", note: "Alerts", href: "/alerts/channels" },
  { title: "Register an app", note: "Apps", href: "/apps/new" },
  { title: "Protect an API domain", note: "Apps", href: "/api-domains/new" },
  { title: "New secret", note: "Secrets", href: "/secrets/new" },
  { title: "Import secrets", note: "Secrets", href: "/secrets/import" },
  ...SETTINGS_PAGES.map(({ title, href }) => ({ title, href, note: "Settings" })),
];

/** Pages whose title has what was typed; with nothing typed, those of the side navigation. */
export function pagesNamed(typed: string): readonly SearchPage[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted !== "") return unique(SEARCH_PAGES.filter(({ title }) => title.toLowerCase().includes(wanted)));
  const listed = new Set(NAVIGATION.flatMap((group) => group.pages.map(({ href }) => href)));
  return unique(SEARCH_PAGES.filter(({ href }) => listed.has(href)));
}

/** Settings is in the side navigation by one name and in its own by another. */
function unique(pages: readonly SearchPage[]): SearchPage[] {
  return [...new Map(pages.toReversed().map((page) => [page.href, page])).values()].reverse();
}
