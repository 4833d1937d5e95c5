/** The settings pages, as their navigation and the search box list them. */
export const SETTINGS_PAGES = [
  { title: "You", href: "/settings" },
  { title: "People", href: "/settings/people" },
  { title: "API keys", href: "/settings/api-keys" },
  { title: "Trust anchors", href: "/settings/trust-anchors" },
  { title: "History", href: "/settings/history" },
  { title: "About", href: "/settings/about" },
] as const;
