"use client";
import { usePathname } from "next/navigation";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";
import { SETTINGS_PAGES } from "./pages";

/** The settings pages; the current one is bold with a bar. */
export function SettingsNavigation() {
  const path = usePathname();
  return (
    <nav aria-label="Settings" className="-mx-4 overflow-x-auto border-line border-b px-4 phone:-mx-8 phone:px-8">
      <ul className="flex gap-x-6">
        {SETTINGS_PAGES.map(({ title, href }) => {
          const current = path === href;
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={current ? "page" : undefined}
                className={cn(
                  "relative inline-flex min-h-11 items-center whitespace-nowrap hover:text-ink",
                  current
                    ? "font-semibold text-ink after:absolute after:inset-x-0 after:bottom-0 after:h-[3px] after:bg-accent"
                    : "text-ink2",
                )}
              >
                {title}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
