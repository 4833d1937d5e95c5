import type { ReactNode } from "react";
import { Link } from "../ui/link";
import { MobileNavigation } from "./mobile-navigation";
import { SearchBox } from "./search-box";
import { TestSwitch } from "./test-switch";

/**
 * The top line of a page: title, the data's age, test switch, search. Where there is no room for all, the title is the
 * last to be cut off.
 * `parent` is the page above ("Attestations /"), `status` the live state, `testTraffic` off hides the switch where
 * nothing is counted.
 */
export function PageHeader({
  title,
  parent,
  status,
  testTraffic = false,
}: {
  title: ReactNode;
  parent?: { title: string; href: string };
  status?: ReactNode;
  testTraffic?: boolean;
}) {
  return (
    <header className="-mx-4 flex flex-wrap items-center gap-x-2.5 border-line border-b px-4 pt-1 pb-2.5 phone:-mx-8 phone:h-15 phone:flex-nowrap phone:gap-5 phone:px-8 phone:py-0">
      <MobileNavigation />
      <h1 className="min-w-0 overflow-hidden text-ellipsis whitespace-nowrap font-semibold text-title max-phone:grow max-phone:basis-1/2 max-phone:text-[18px] max-phone:leading-11">
        {parent && (
          <span className="font-normal text-ink3">
            <Link href={parent.href} className="hover:text-ink">
              {parent.title}
            </Link>{" "}
            /{" "}
          </span>
        )}
        {title}
      </h1>
      {status !== undefined && (
        <div className="min-w-0 shrink-[10000] text-ink2 max-phone:order-7 max-phone:leading-8">{status}</div>
      )}
      <span className="flex-1 max-phone:hidden" />
      {testTraffic && <TestSwitch />}
      <SearchBox />
    </header>
  );
}
