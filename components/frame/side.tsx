"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { FiringBadge } from "../alerts/firing-badge";
import { useFilter } from "../filter/use-filter";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";
import { Brand } from "./brand";
import { isCurrent, NAVIGATION } from "./navigation";

/** The pages in groups; the current one is bold with a bar. Pages that share the filter keep it. */
export function NavigationList({ roomy = false, onNavigate }: { roomy?: boolean; onNavigate?: () => void }) {
  const path = usePathname();
  const { query } = useFilter();
  return NAVIGATION.map((group) => (
    <div key={group.title}>
      <h2 className="mt-4 mb-1 px-5 text-ink3 text-note">{group.title}</h2>
      <ul>
        {group.pages.map((page) => {
          const current = isCurrent(page, path);
          return (
            <li key={page.href}>
              <Link
                href={page.filtered && query !== "" ? `${page.href}?${query}` : page.href}
                aria-current={current ? "page" : undefined}
                {...(onNavigate ? { onClick: onNavigate } : {})}
                className={cn(
                  "relative flex items-center px-5 py-1 hover:text-ink",
                  roomy ? "min-h-11" : "min-h-7",
                  current
                    ? "font-semibold text-ink before:absolute before:inset-y-1 before:left-0 before:w-[3px] before:bg-accent"
                    : "text-ink2",
                )}
              >
                {page.title}
                {page.href === "/alerts" && <FiringBadge />}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  ));
}

/** The left navigation of wide screens; `foot` says who is signed in. */
export function Side({ foot }: { foot: ReactNode }) {
  return (
    <nav aria-label="Main" className="hidden bg-nav nav:block">
      <div className="sticky top-0 flex h-screen max-h-[900px] flex-col pt-[18px] pb-5">
        <Brand className="px-5" />
        <div className="mt-[22px]">
          <NavigationList />
        </div>
        <div className="mt-auto px-5">{foot}</div>
      </div>
    </nav>
  );
}
