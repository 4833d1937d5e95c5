/** The theme lives in a cookie, so that the server's first byte already has it. */
export const THEME_COOKIE = "attestry-theme";
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
