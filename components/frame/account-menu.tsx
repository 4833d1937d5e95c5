"use client";
import { useState } from "react";
import { Menu, MenuHeading, MenuItem, MenuRadio, MenuRule } from "../ui/menu";
import { THEME_COOKIE, type Theme } from "./theme";

/** Who is signed in, as the frame shows it. */
export interface FrameUser {
  readonly email: string;
  /** In words: "Policy owner". */
  readonly role: string;
}

const THEME_OPTIONS = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

function applyTheme(theme: Theme): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The signed-in person with theme and sign-out behind. `signOut` ends the session and leaves the page. */
export function AccountMenu({
  user,
  theme: initial,
  installation,
  signOut,
}: {
  user: FrameUser;
  theme: Theme;
  /** Name and version of this installation. */
  installation: string;
  signOut: () => Promise<void>;
}) {
  const [theme, setTheme] = useState(initial);
  return (
    <Menu
      trigger={
        <button type="button" className="max-w-full text-left text-ink3 text-note leading-[17px] hover:text-ink2">
          <span className="block overflow-hidden text-ellipsis font-medium text-ink2">{user.email}</span>
          <span className="block">{user.role}</span>
          <span className="block">{installation}</span>
        </button>
      }
    >
      <MenuHeading>Theme</MenuHeading>
      <MenuRadio
        value={theme}
        options={THEME_OPTIONS}
        onChange={(next) => {
          setTheme(next);
          applyTheme(next);
        }}
      />
      <MenuRule />
      <MenuItem onSelect={() => void signOut()}>Sign out</MenuItem>
    </Menu>
  );
}
