import type { ReactNode } from "react";
import { SignalPatterns } from "../signals/patterns";
import { AccountContext } from "./mobile-navigation";
import { Side } from "./side";

/** The frame of every page behind the sign-in: navigation at the left, the page at the right. */
export function Frame({ account, children }: { account: ReactNode; children: ReactNode }) {
  return (
    <AccountContext value={account}>
      <a
        href="#main"
        className="-translate-y-16 fixed top-2 left-2 z-50 rounded-control bg-raise px-3 py-2 text-accent shadow-lift focus:translate-y-0"
      >
        Skip to the page
      </a>
      <SignalPatterns />
      <div className="min-h-screen nav:grid nav:grid-cols-[200px_minmax(0,1fr)]">
        <Side foot={account} />
        <div className="min-w-0 px-4 pb-10 phone:px-8 phone:pb-14">{children}</div>
      </div>
    </AccountContext>
  );
}
