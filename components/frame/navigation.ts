/** The pages that exist, as the side navigation and the search box list them. `filtered` pages share one filter. */
export interface NavigationPage {
  readonly title: string;
  readonly href: string;
  /** Carries the filter of the page it is opened from. */
  readonly filtered: boolean;
}

export const NAVIGATION: readonly { readonly title: string; readonly pages: readonly NavigationPage[] }[] = [
  {
    title: "Watch",
    pages: [
      { title: "Overview", href: "/", filtered: true },
      { title: "Rejections", href: "/rejections", filtered: true },
      { title: "Attestations", href: "/attestations", filtered: true },
      { title: "Alerts", href: "/alerts", filtered: false },
    ],
  },
  {
    title: "Tune",
    pages: [
      { title: "Policies", href: "/policies", filtered: false },
      { title: "Apps", href: "/apps", filtered: false },
    ],
  },
  {
    title: "Protect",
    pages: [{ title: "Secrets", href: "/secrets", filtered: false }],
  },
  {
    title: "Admin",
    pages: [
      { title: "Audit", href: "/audit", filtered: false },
      { title: "Settings", href: "/settings", filtered: false },
    ],
  },
];

/** Whether `path` is the page or lies below it. */
export function isCurrent(page: NavigationPage, path: string): boolean {
  return page.href === "/" ? path === "/" : path === page.href || path.startsWith(`${page.href}/`);
}
