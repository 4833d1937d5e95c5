"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { PageHeader } from "../frame/page-header";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";

const PAGES = [
  { title: "Alerts", href: "/alerts" },
  { title: "Channels", href: "/alerts/channels" },
] as const;

/** The frame of the alert pages: title, the row of pages, main. `parent` where the page lies below the list. */
export function AlertsFrame({ title, parent, children }: { title: ReactNode; parent?: boolean; children: ReactNode }) {
  const path = usePathname();
  return (
    <>
      <PageHeader title={title} {...(parent ? { parent: { title: "Alerts", href: "/alerts" } } : {})} />
      {!parent && (
        <nav aria-label="Alerts" className="-mx-4 overflow-x-auto border-line border-b px-4 phone:-mx-8 phone:px-8">
          <ul className="flex gap-x-6">
            {PAGES.map((page) => (
              <li key={page.href}>
                <Link
                  href={page.href}
                  aria-current={path === page.href ? "page" : undefined}
                  className={cn(
                    "relative inline-flex min-h-11 items-center whitespace-nowrap hover:text-ink",
                    path === page.href
                      ? "font-semibold text-ink after:absolute after:inset-x-0 after:bottom-0 after:h-[3px] after:bg-accent"
                      : "text-ink2",
                  )}
                >
                  {page.title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <main id="main">{children}</main>
    </>
  );
}
