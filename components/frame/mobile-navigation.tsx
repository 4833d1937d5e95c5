"use client";
import { Dialog } from "radix-ui";
import { createContext, memo, type ReactNode, useContext, useState } from "react";
import { Brand } from "./brand";
import { NavigationList } from "./side";

/** The signed-in person, shown at the foot of both navigations. */
export const AccountContext = createContext<ReactNode>(null);

/** The navigation behind a 44 px button, for screens of 1024 px and less. */
export const MobileNavigation = memo(function MobileNavigation() {
  const [open, setOpen] = useState(false);
  const account = useContext(AccountContext);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label="Open navigation"
        className="-mr-3.5 -ml-3 inline-flex size-11 items-center justify-center max-phone:mr-0 nav:hidden"
      >
        <svg width="20" height="14" viewBox="0 0 20 14" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
          <path d="M0 1h20M0 7h20M0 13h20" />
        </svg>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-40 bg-[light-dark(#16191c40,#0008)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed inset-y-0 left-0 z-50 flex w-[min(280px,85vw)] flex-col overflow-y-auto bg-nav pt-[18px] pb-5 shadow-lift"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          <Brand className="px-5" />
          <nav aria-label="Main" className="mt-1.5">
            <NavigationList roomy onNavigate={() => setOpen(false)} />
          </nav>
          <div className="mt-auto px-5 pt-6">{account}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
});
