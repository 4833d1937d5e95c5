"use client";
import { AccountMenu } from "../frame/account-menu";
import type { Theme } from "../frame/theme";
import { useMe } from "./me";
import { ROLE_WORDS } from "./roles";

/** The foot of the navigation: who is signed in, theme, sign-out. */
export function Account({ theme, installation }: { theme: Theme; installation: string }) {
  const { name, role } = useMe();
  return (
    <AccountMenu
      user={{ email: name, role: ROLE_WORDS[role].title }}
      theme={theme}
      installation={installation}
      signOut={async () => {
        const { signOut } = await import("next-auth/react");
        await signOut({ redirect: false });
        // A full load: nothing that was fetched for this person stays in the page.
        window.location.assign("/sign-in");
      }}
    />
  );
}
