"use client";
import { signOut } from "next-auth/react";
import { AccountMenu, type FrameUser } from "../frame/account-menu";
import type { Theme } from "../frame/theme";

/** The signed-in person at the foot of the navigation. */
export function Account({ user, theme, installation }: { user: FrameUser; theme: Theme; installation: string }) {
  return <AccountMenu user={user} theme={theme} installation={installation} signOut={leave} />;
}

async function leave(): Promise<void> {
  await signOut({ redirect: false });
}
